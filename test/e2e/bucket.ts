// The stack's bucket, seen from outside: what is in it, and that it is emptied before it goes.

import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchBucket,
  NoSuchKey,
  S3Client,
} from "@aws-sdk/client-s3";
import { type Place, REGION } from "./place.ts";

export interface OutsideBucket {
  /** `undefined` where there is none of that name. */
  get(name: string): Promise<Uint8Array | undefined>;
  empty(): Promise<void>;
}

export function createBucket({ url }: Place, Bucket: string): OutsideBucket {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const client = new S3Client({ endpoint: url, region: REGION, credentials, forcePathStyle: true });
  return {
    async get(Key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        return await Body?.transformToByteArray();
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async empty() {
      try {
        const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
        for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket, Key }));
      } catch (error) {
        if (!(error instanceof NoSuchBucket)) throw error;
      }
    },
  };
}
