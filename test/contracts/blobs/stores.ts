// What the contract of Blobs is held against: memory, files and fauxqs's S3, unless ERRAND_TEST_PEERS names others.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import {
  CreateBucketCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  S3Client,
} from "@aws-sdk/client-s3";
import { startFauxqs } from "fauxqs";
import { createS3Blobs } from "../../../lib/aws/s3-blobs.ts";
import type { Blobs } from "../../../lib/core/ports.ts";
import { createFileBlobs } from "../../../lib/disk/file-blobs.ts";
import { createMemoryBlobs } from "../../../lib/testing/memory-blobs.ts";
import { identify } from "../peers/endpoint.ts";

interface Store {
  readonly name: string;
  readonly blobs: Blobs;
  close(): Promise<void>;
}

/** Between commas: fauxqs, aws, or an address; engines have no S3, and stand for memory and files. */
export async function openStores(): Promise<readonly Store[]> {
  const names = (process.env["ERRAND_TEST_PEERS"] ?? "memory,files,fauxqs").split(",");
  const own = names.some((name) => name.startsWith("engine")) ? ["memory", "files"] : [];
  return Promise.all([...own, ...names.filter((name) => !name.startsWith("engine"))].map(openStore));
}

async function openStore(name: string): Promise<Store> {
  if (/^https?:/.test(name)) return openBucket((await identify(name)).name, name);
  switch (name) {
    case "memory":
      return { name, blobs: createMemoryBlobs("memory"), close: async () => {} };
    case "files": {
      const folder = await mkdtemp(join(tmpdir(), "errand-blobs-"));
      const blobs = createFileBlobs(pathToFileURL(folder).href);
      return { name, blobs, close: () => rm(folder, { recursive: true }) };
    }
    case "fauxqs": {
      const server = await startFauxqs({ port: 0, logger: false });
      const store = await openBucket(name, server.address);
      return { ...store, close: () => store.close().finally(() => server.stop()) };
    }
    case "aws":
      return openBucket(name);
    default:
      throw new Error(`ERRAND_TEST_PEERS: expected engine, fauxqs, aws or an address, got "${name}".`);
  }
}

/** A bucket of its own, emptied and deleted at the end. */
async function openBucket(name: string, endpoint?: string): Promise<Store> {
  const Bucket = `errand-blobs-${crypto.randomUUID()}`;
  const keys = { region: "us-east-1", credentials: { accessKeyId: "test", secretAccessKey: "test" } };
  const s3 = new S3Client(endpoint === undefined ? {} : { ...keys, endpoint, forcePathStyle: true });
  await s3.send(new CreateBucketCommand({ Bucket }));
  return {
    name,
    blobs: createS3Blobs(Bucket, {}, async () => s3),
    async close() {
      const { Contents = [] } = await s3.send(new ListObjectsV2Command({ Bucket }));
      await Promise.all(Contents.map(({ Key }) => s3.send(new DeleteObjectCommand({ Bucket, Key }))));
      await s3.send(new DeleteBucketCommand({ Bucket }));
      s3.destroy();
    },
  };
}
