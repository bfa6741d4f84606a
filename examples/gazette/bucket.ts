// Thumbnails in an S3 bucket: put, got and listed.

import { GetObjectCommand, NoSuchKey, PutObjectCommand, paginateListObjectsV2, S3Client } from "@aws-sdk/client-s3";

const client = new S3Client({});

/** @returns its URL, as tools of AWS write it. */
export async function put(Bucket: string, Key: string, Body: Uint8Array): Promise<string> {
  await client.send(new PutObjectCommand({ Bucket, Key, Body, ContentType: "image/webp" }));
  return `s3://${Bucket}/${Key}`;
}

/** `undefined` where there is none of that name. */
export async function get(Bucket: string, Key: string): Promise<Uint8Array | undefined> {
  try {
    const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
    return await Body?.transformToByteArray();
  } catch (error) {
    if (error instanceof NoSuchKey) return undefined;
    throw error;
  }
}

export async function list(Bucket: string): Promise<readonly string[]> {
  const names: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket })) {
    names.push(...Contents.flatMap(({ Key }) => Key ?? []));
  }
  return names;
}
