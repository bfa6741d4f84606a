// Where a local runner's jobs keep arguments that are too large for a message: a folder beside the engine, a bucket at another endpoint.

import { rmSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Endpoint } from "../aws/endpoint.ts";
import { BUCKET, type Environment } from "../core/environment.ts";
import { ErrandError } from "../core/errors.ts";
import { deleteExpired } from "../disk/expired-files.ts";

export interface LocalBucket {
  /** The variable by which every process finds it; none where there is none. */
  readonly variables: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** As the queues' names begin. */
const NAME = "errand-large-arguments";

/**
 * A folder in that of the data, or one that goes when it is closed.
 *
 * @param now milliseconds since 1970.
 * @throws `ErrandError` `local_failed`.
 */
export async function makeBucketFolder(data: string | undefined, now: number): Promise<LocalBucket> {
  try {
    return data === undefined ? await temporary() : await kept(join(data, "bucket"), now);
  } catch (cause) {
    throw new ErrandError(
      "local_failed",
      `The folder for large arguments can't be made: ${(cause as Error).message}. Mend that, or name another folder for the data.`,
      { cause },
    );
  }
}

/**
 * The bucket at the endpoint, or that which the environment names; where the endpoint has no S3, that is told, and what is too large for
 * a message is refused.
 */
export async function makeBucketAt(
  endpoint: Endpoint,
  environment: Environment,
  notice: (line: string) => void,
): Promise<LocalBucket> {
  const given = environment[BUCKET];
  if (given) return { variables: { [BUCKET]: given }, close };
  const url = environment["AWS_ENDPOINT_URL_S3"] || endpoint.url; // where the SDK looks for it, too
  try {
    const { makeEndpointBucket } = await import("../aws/endpoint-bucket.ts");
    await makeEndpointBucket({ ...endpoint, url }, NAME);
    return { variables: { [BUCKET]: NAME }, close };
  } catch (error) {
    const why = (error as Error).message.split("\n")[0]?.replace(/\.$/, "");
    const advice = `Where there is a bucket, name it in ${BUCKET}; without an endpoint, files take them.`;
    notice(
      `No bucket can be made at ${url}: ${why}. Arguments that are too large for a message are refused. ${advice}`,
    );
    return { variables: {}, close };
  }
}

const close = async (): Promise<void> => {};

async function kept(folder: string, now: number): Promise<LocalBucket> {
  await mkdir(folder, { recursive: true });
  await deleteExpired(folder, now);
  return { variables: toVariables(folder), close };
}

async function temporary(): Promise<LocalBucket> {
  const folder = await mkdtemp(join(tmpdir(), "errand-bucket-"));
  // A runner that is ended at once does not get as far as closing.
  const removeAtExit = (): void => rmSync(folder, { recursive: true, force: true });
  process.once("exit", removeAtExit);
  return {
    variables: toVariables(folder),
    async close() {
      process.off("exit", removeAtExit);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function toVariables(folder: string): Record<string, string> {
  return { [BUCKET]: pathToFileURL(folder).href };
}
