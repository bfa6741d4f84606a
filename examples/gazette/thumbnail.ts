// How a photograph becomes a thumbnail. jobs.ts loads this file, and sharp with it, at the first thumbnail only.

import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { discard } from "errand";
import sharp from "sharp";
import { keepThumbnail, thumbnailName } from "./thumbnail-store.ts";

export interface Thumbnail {
  /** A path, or where it went to a bucket, its `s3://` URL. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
}

const PHOTOS = fileURLToPath(new URL("./photos/", import.meta.url));

/**
 * Writes a WebP of at most `width` pixels' width, and never wider than the photograph, to where `thumbnail-store.ts` says.
 *
 * @param photo the name of a file in photos/. A name, not the picture: what a job needs to find its input is small.
 */
export default async function thumbnail(photo: string, width: number): Promise<Thumbnail> {
  // What comes from a queue is nobody's friend: a name with a path in it would lead out of the folder.
  if (basename(photo) !== photo) throw discard(`${JSON.stringify(photo)} is not the name of a photograph`);
  const { data, info } = await sharp(join(PHOTOS, photo))
    .autoOrient()
    .resize({ width, withoutEnlargement: true })
    .webp({ quality: 80, effort: 6 })
    .toBuffer({ resolveWithObject: true });
  // Written only when it is whole, and under a name that its arguments decide: running twice does no harm.
  const file = await keepThumbnail(thumbnailName(photo, width), data);
  return { file, width: info.width, height: info.height };
}
