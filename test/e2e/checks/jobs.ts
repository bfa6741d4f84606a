// What is enqueued from outside is done by the deployed function.

import sharp from "sharp";
import { makeThumbnail, sendWelcome } from "../../../examples/gazette/jobs.ts";
import { thumbnailName } from "../../../examples/gazette/thumbnail-store.ts";
import { until } from "../until.ts";
import type { Check, Scene } from "./check.ts";

/** Of the first job's way: the function starts, and on some endpoints its event source only begins to poll. */
const FIRST_JOB_SECONDS = 60;

export const firstJob: Check = {
  what: "high: a welcome enqueued from outside is mailed by the worker",
  async see({ client, mails, patience }) {
    await client.enqueue(sendWelcome, ["ines@example.org", "Inês"]);
    const subject = "Welcome, Inês";
    await until(`the mail "${subject}"`, patience(FIRST_JOB_SECONDS), () => mails.find((m) => m.subject === subject));
    return subject;
  },
};

export const lowJob: Check = {
  what: "low: a thumbnail is made with the bundled photograph, and is in the bucket",
  async see(scene) {
    await scene.client.enqueue(makeThumbnail, ["hubble_deep_field.jpg", 200]);
    return seePicture(scene, "hubble_deep_field.jpg", 200);
  },
};

/** What of it is in the bucket, decoded. */
export async function seePicture({ bucket, patience }: Scene, photo: string, width: number): Promise<string> {
  const name = thumbnailName(photo, width);
  const data = await until(`${name} in the bucket`, patience(30), () => bucket.get(name));
  const { info } = await sharp(data).raw().toBuffer({ resolveWithObject: true });
  if (info.width !== width) throw new Error(`Expected ${name} to be ${width} pixels wide, got ${info.width}.`);
  return `${name}, ${info.width}×${info.height}`;
}
