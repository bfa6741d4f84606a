// A job that fails for good is in the dead-letter queue, with why, and is retried from there.

import { type Client, type DeadJob, deadJobs } from "errand";
import { makeThumbnail } from "../../../examples/gazette/jobs.ts";
import { TORN } from "../../../examples/gazette/photos.ts";
import { until } from "../until.ts";
import type { Check, Scene } from "./check.ts";
import { seePicture } from "./jobs.ts";

const MENDED = { photo: "coffee.jpg", width: 222 };

export const dies: Check = {
  what: "a job whose attempts are used up is in the dead-letter queue, with its reason and history",
  async see({ client, patience }) {
    const { id } = await client.enqueue(makeThumbnail, [TORN, 320]);
    const dead = await until("the job among the dead", patience(45), () => deadJobs(client).show(id));
    return expectDead(dead, 2);
  },
};

export const diesAgain: Check = {
  what: "retried from there, it is tried again, and when it dies its history has gone on",
  async see({ client, patience }) {
    const before = await theDead(client);
    await retry(client, before);
    const dead = await until("the job among the dead again", patience(45), async () => {
      const now = await deadJobs(client).show(before.id);
      return now !== undefined && now.diedAt > before.diedAt ? now : undefined;
    });
    return expectDead(dead, 4);
  },
};

export const livesAgain: Check = {
  what: "retried with other arguments, it is done, and nothing is among the dead",
  async see(scene: Scene) {
    const { client } = scene;
    const { photo, width } = MENDED;
    await retry(client, await theDead(client), [photo, width]);
    const picture = await seePicture(scene, photo, width);
    const { matched } = await deadJobs(client).list();
    if (matched !== 0) throw new Error(`Expected nothing among the dead, got ${matched}.`);
    return picture;
  },
};

async function theDead(client: Client): Promise<DeadJob> {
  const { jobs } = await deadJobs(client).list({ where: { job: "make-thumbnail" } });
  const [job] = jobs;
  if (job === undefined || jobs.length > 1) throw new Error(`Expected one dead job, got ${jobs.length}.`);
  return job;
}

async function retry(client: Client, { id }: DeadJob, args?: readonly unknown[]): Promise<void> {
  const edit = args && { edit: (envelope: object) => ({ ...envelope, args }) };
  const { retried, failed } = await deadJobs(client).retry({ where: { id }, ...(edit as object) });
  if (retried !== 1) throw new Error(`Expected one job sent back, got ${retried}: ${JSON.stringify(failed)}`);
}

function expectDead({ reason, error, history, priority }: DeadJob, attempts: number): string {
  const seen = `${priority}, ${reason}, history of ${history.length}: ${error?.message.split("\n")[0]}`;
  const isRight = reason === "attempts_exhausted" && history.length === attempts && priority === "low";
  if (isRight && error?.message.includes("premature end")) return seen;
  throw new Error(`Expected low, attempts_exhausted, a history of ${attempts} and a torn JPEG, got ${seen}.`);
}
