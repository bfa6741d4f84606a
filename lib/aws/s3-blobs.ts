// The Blobs in a bucket of S3.

import type { S3Client } from "@aws-sdk/client-s3";
import { BUCKET, type Environment } from "../core/environment.ts";
import type { Blobs } from "../core/ports.ts";
import { createS3Client } from "./s3-client.ts";
import { type BlobAction, statusOf, storeFailed } from "./s3-failure.ts";

/** Those in the bucket that the environment names; none where it names no bucket. */
export function blobsOf(environment: Environment): Blobs | undefined {
  const bucket = environment[BUCKET];
  return bucket ? createS3Blobs(bucket, environment) : undefined;
}

/** @param connect makes the client, at the first request: until then, nothing of the SDK is loaded. */
export function createS3Blobs(bucket: string, environment: Environment, connect = createS3Client): Blobs {
  let client: Promise<S3Client> | undefined;
  const sdk = () => import("@aws-sdk/client-s3");

  const ask = async <Result>(
    action: BlobAction,
    key: string,
    request: (s3: S3Client) => Promise<Result>,
  ): Promise<Result> => {
    try {
      client ??= connect(environment);
      return await request(await client);
    } catch (error) {
      throw storeFailed(action, bucket, key, error);
    }
  };

  return {
    bucket,
    put: (key, bytes) =>
      ask("put", key, async (s3) => {
        const { PutObjectCommand } = await sdk();
        await s3.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes }));
      }),
    get: (key, mostBytes) =>
      ask("get", key, async (s3) => {
        const { GetObjectCommand } = await sdk();
        const asked = { Bucket: bucket, Key: key, Range: `bytes=0-${mostBytes}` };
        try {
          const { Body } = await s3.send(new GetObjectCommand(asked));
          const bytes = (await Body?.transformToByteArray()) ?? new Uint8Array();
          return bytes.subarray(0, mostBytes + 1); // more comes from a store that knows no ranges
        } catch (error) {
          if (isMissing(error)) return undefined;
          // A range from the first byte on is refused of what has no bytes.
          if (statusOf(error) === 416) return new Uint8Array();
          throw error;
        }
      }),
    remove: (key) =>
      ask("remove", key, async (s3) => {
        const { DeleteObjectCommand } = await sdk();
        try {
          await s3.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
        } catch (error) {
          if (!isMissing(error)) throw error;
        }
      }),
  };
}

/** Not so a missing bucket: what was in it is not known to be gone. */
function isMissing(error: unknown): boolean {
  const name = error instanceof Error ? error.name : "";
  return name === "NoSuchKey" || (statusOf(error) === 404 && name !== "NoSuchBucket");
}
