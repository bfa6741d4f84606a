// What thumbnails there are: each is read from the disk, decoded and measured, whatever its job said.

import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { thumbnailFile } from "../thumbnail-store.ts";
import type { Picture } from "./story.ts";
import { formatTable } from "./table.ts";

export interface MeasuredThumbnail extends Picture {
  /** `undefined` where there is no readable WebP. */
  readonly found: { readonly width: number; readonly height: number; readonly bytes: number } | undefined;
}

export function measureThumbnails(pictures: readonly Picture[]): Promise<readonly MeasuredThumbnail[]> {
  return Promise.all(pictures.map(async (picture) => ({ ...picture, found: await measure(picture) })));
}

async function measure({ photo, width }: Picture): Promise<MeasuredThumbnail["found"]> {
  try {
    const file = await readFile(thumbnailFile(photo, width));
    const { info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, bytes: file.length };
  } catch {
    return undefined;
  }
}

/** A line for each photo: how many there are of it, and how large the smallest, a middle and the largest one are. */
export function thumbnailTable(thumbnails: readonly MeasuredThumbnail[]): string[] {
  const photos = Map.groupBy(thumbnails, ({ photo }) => photo);
  return formatTable(
    [
      { title: "photo", align: "left" },
      { title: "files", align: "right" },
      { title: "kB", align: "right" },
      { title: "pixels", align: "left" },
    ],
    [...photos].map(([photo, all]) => {
      const found = all.flatMap((thumbnail) => thumbnail.found ?? []).toSorted((a, b) => a.width - b.width);
      const bytes = found.reduce((sum, file) => sum + file.bytes, 0);
      const shown = [found[0], found[Math.floor(found.length / 2)], found.at(-1)];
      const sizes = shown.flatMap((size) => (size === undefined ? [] : `${size.width}×${size.height}`));
      return [photo, String(found.length), (bytes / 1000).toFixed(0), sizes.join(" … ")];
    }),
  );
}
