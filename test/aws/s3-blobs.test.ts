import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from "vitest";
import { connectToS3 } from "../../lib/aws/connect.ts";
import { createS3Blobs } from "../../lib/aws/s3-blobs.ts";
import { createS3Client } from "../../lib/aws/s3-client.ts";
import type { Blobs } from "../../lib/core/ports.ts";

const KEY = "d30/2026-11-22/a";

beforeEach(() => {
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) vi.stubEnv(name, "test");
  vi.stubEnv("AWS_REGION", "us-east-1");
  vi.stubEnv("AWS_MAX_ATTEMPTS", "1"); // what S3 says is said at once
});

afterEach(() => void vi.unstubAllEnvs());

/** An endpoint that answers so. */
async function anEndpoint(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => answer(request, response));
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, "close");
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const refusing = (status: number, code: string, message: string) =>
  anEndpoint((_, response) =>
    response
      .writeHead(status, { "content-type": "application/xml" })
      .end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${message}</Message></Error>`),
  );

async function blobsAt(endpoint: string): Promise<Blobs> {
  const blobs = await connectToS3({ ERRAND_BUCKET: "payloads", AWS_ENDPOINT_URL: endpoint });
  if (blobs === undefined) throw new Error("Expected a store, got none.");
  return blobs;
}

const ACTS: Readonly<Record<string, (blobs: Blobs) => Promise<unknown>>> = {
  put: (blobs) => blobs.put(KEY, new Uint8Array(3)),
  get: (blobs) => blobs.get(KEY, 10),
  remove: (blobs) => blobs.remove(KEY),
};

test("without ERRAND_BUCKET there is no store", async () => {
  expect(await connectToS3({})).toBeUndefined();
  expect(await connectToS3({ ERRAND_BUCKET: "" })).toBeUndefined();
});

test("AWS_ENDPOINT_URL_S3 stands before AWS_ENDPOINT_URL, and the bucket in the path", async () => {
  const asked: (string | undefined)[] = [];
  const url = await anEndpoint((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end();
  });
  const environment = { ERRAND_BUCKET: "payloads", AWS_ENDPOINT_URL_S3: url, AWS_ENDPOINT_URL: "http://127.0.0.1:1" };

  await (await connectToS3(environment))?.put(KEY, new Uint8Array(3));

  expect(asked).toEqual([`PUT /payloads/${KEY}?x-id=PutObject`]);
});

test.each<[string, string, number, string, string, RegExp]>([
  [
    "put",
    "no permission",
    403,
    "AccessDenied",
    "Access Denied",
    /Give whoever enqueues s3:PutObject .*kms:GenerateData/,
  ],
  [
    "get",
    "no permission",
    403,
    "AccessDenied",
    "Access Denied",
    /Give the worker s3:GetObject .* s3:ListBucket on the b/,
  ],
  ["remove", "no permission", 403, "AccessDenied", "Access Denied", /Give the worker s3:DeleteObject/],
  [
    "put",
    "no bucket",
    404,
    "NoSuchBucket",
    "The specified bucket does not exist",
    /Make the bucket, or correct ERRAND_B/,
  ],
  [
    "get",
    "no bucket",
    404,
    "NoSuchBucket",
    "The specified bucket does not exist",
    /Make the bucket, or correct ERRAND_B/,
  ],
  [
    "remove",
    "no bucket",
    404,
    "NoSuchBucket",
    "The specified bucket does not exist",
    /Make the bucket, or correct ERR/,
  ],
  ["put", "foreign keys", 403, "InvalidAccessKeyId", "The key does not exist", /Correct the AWS keys/],
  [
    "get",
    "a failure of S3",
    500,
    "InternalError",
    "We encountered an internal error",
    /Mend the cause, then try again/,
  ],
])("%s with %s says what S3 said, and what to do", async (act, _, status, code, message, advice) => {
  const blobs = await blobsAt(await refusing(status, code, message));

  await expect(ACTS[act]?.(blobs)).rejects.toMatchObject({
    code: "store_failed",
    message: expect.stringMatching(
      new RegExp(`^"${KEY}" can't be \\w+ \\w+ the bucket "payloads": ${code}: ${message}\\. .*${advice.source}`),
    ),
    cause: expect.objectContaining({ name: code }),
  });
});

test("what S3 says is not there is undefined, and removed already, whatever it calls that", async () => {
  for (const code of ["NoSuchKey", "NotFound"]) {
    const blobs = await blobsAt(await refusing(404, code, "Not here"));

    expect(await blobs.get(KEY, 10)).toBeUndefined();
    await blobs.remove(KEY);
  }
});

test("no more is asked for than may be read and one byte, nor given where the store knows no ranges", async () => {
  const ranges: (string | undefined)[] = [];
  const url = await anEndpoint(({ headers }, response) => {
    ranges.push(headers.range);
    response.end("0123456789");
  });

  expect(new TextDecoder().decode(await (await blobsAt(url)).get(KEY, 4))).toBe("01234");
  expect(ranges).toEqual(["bytes=0-4"]);
});

test("an endpoint that nobody listens at is told of", async () => {
  const blobs = await blobsAt("http://127.0.0.1:1");

  await expect(blobs.get(KEY, 10)).rejects.toMatchObject({
    code: "store_failed",
    message: expect.stringMatching(/ECONNREFUSED/),
  });
});

/** Short enough for a test; the sockets are real. */
const TIMEOUTS = { connectionTimeout: 1_000, socketTimeout: 50 };

test.each<[string, (response: ServerResponse) => void]>([
  ["says nothing", () => {}],
  [
    "stops in the middle of what is stored",
    (response) => void response.writeHead(200, { "content-length": 9 }).write("a"),
  ],
])("an endpoint that %s is given up", async (_, answer) => {
  const url = await anEndpoint((_request, response) => answer(response));
  const connect = () => createS3Client({ AWS_ENDPOINT_URL: url }, TIMEOUTS);

  await expect(createS3Blobs("payloads", {}, connect).get(KEY, 10)).rejects.toMatchObject({
    code: "store_failed",
    message: expect.stringContaining("TimeoutError"),
  });
});

test("64 MiB go there and back", async () => {
  const kept: Buffer[] = [];
  const server = createServer((request, response) => {
    if (request.method === "GET") return void response.end(Buffer.concat(kept));
    request.on("data", (some: Buffer) => kept.push(some)).on("end", () => response.end());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const blobs = await blobsAt(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const bytes = new Uint8Array(64 * 1024 * 1024).fill(7);

  await blobs.put(KEY, bytes);
  const got = await blobs.get(KEY, bytes.length);

  expect(Buffer.concat(kept).equals(bytes)).toBe(true);
  expect(Buffer.from(got ?? []).equals(bytes)).toBe(true);
});

test("what is no S3 is told of in a line", async () => {
  const url = await anEndpoint((_, response) => void response.writeHead(400).end("{}"));

  const message = await (await blobsAt(url)).put(KEY, new Uint8Array()).catch((error: Error) => error.message);

  expect(message).toMatch(/^"d30.* can't be written to the bucket "payloads": .+$/);
});
