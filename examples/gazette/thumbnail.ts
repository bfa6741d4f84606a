// How a photograph becomes a thumbnail. jobs.ts loads this file, and sharp with it, at the first thumbnail only.

import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join, parse } from "node:path";
import { fileURLToPath } from "node:url";
import { discard } from "errand";
import sharp from "sharp";

export interface Thumbnail {
  readonly file: string;
  readonly width: number;
  readonly height: number;
}

const PHOTOS = fileURLToPath(new URL("./photos/", import.meta.url));

/**
 * Writes a WebP of at most `width` pixels' width, and never wider than the photograph, to the folder GAZETTE_OUTPUT.
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
  const file = thumbnailFile(photo, width);
  await mkdir(outputFolder(), { recursive: true });
  await writeFile(file, data);
  return { file, width: info.width, height: info.height };
}

/** Where the thumbnail of `photo` at `width` goes. */
export function thumbnailFile(photo: string, width: number): string {
  return join(outputFolder(), `${parse(photo).name}-${width}.webp`);
}

function outputFolder(): string {
  return process.env["GAZETTE_OUTPUT"] || join(tmpdir(), "gazette-thumbnails");
}
