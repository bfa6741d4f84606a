import { existsSync } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { startFauxqs } from "fauxqs";
import { afterEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { toEngineEndpoint } from "../../lib/aws/endpoint.ts";
import { blobsOf as s3BlobsOf } from "../../lib/aws/s3-blobs.ts";
import { systemClock } from "../../lib/core/clock.ts";
import { blobsOf } from "../../lib/disk/file-blobs.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { startHttpServer } from "../../lib/engine/http-server.ts";
import { makeBucketAt, makeBucketFolder } from "../../lib/local/local-bucket.ts";
import { startRunner } from "../support/local-runner.ts";

const NOW = Date.parse("2026-11-22T12:00:00Z");
const KEY = "d30/2026-11-22/a";
const JOBS = new URL("./fixtures/jobs.ts", import.meta.url);

afterEach(() => void vi.unstubAllEnvs());

async function aFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "errand-local-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("beside the engine", () => {
  test("without data, large arguments are in a folder that goes", async () => {
    const bucket = await makeBucketFolder(undefined, NOW);
    const folder = fileURLToPath(bucket.variables["ERRAND_BUCKET"] ?? "");
    await blobsOf(bucket.variables)?.put(KEY, new Uint8Array(3));
    expect(existsSync(join(folder, KEY))).toBe(true);

    await bucket.close();

    expect(existsSync(folder)).toBe(false);
  });

  test("with data they are kept there, and what has expired is deleted at the next start", async () => {
    const data = await aFolder();
    const first = await makeBucketFolder(data, NOW);
    await blobsOf(first.variables)?.put(KEY, new Uint8Array(3));
    await blobsOf(first.variables)?.put("d30/2026-10-01/old", new Uint8Array(3));
    await first.close();

    const second = await makeBucketFolder(data, NOW);

    expect(second.variables).toEqual({ ERRAND_BUCKET: pathToFileURL(join(data, "bucket")).href });
    expect((await blobsOf(second.variables)?.get(KEY, 10))?.length).toBe(3);
    expect(await readdir(join(data, "bucket/d30"))).toEqual(["2026-11-22"]);
  });

  test("a runner tells whoever enqueues where they are, and takes them with it", {
    timeout: 60_000,
  }, async (context) => {
    const { ready } = startRunner(context, { jobs: JOBS, watch: false, concurrency: { high: 0, low: 0 } });
    const { runner } = await ready();
    const folder = fileURLToPath(runner.environment["ERRAND_BUCKET"] ?? "");
    expect(existsSync(folder)).toBe(true);

    await runner.stop(0);

    expect(existsSync(folder)).toBe(false);
  });
});

describe("at an endpoint", () => {
  test("a bucket is made, once for all runners, and found by its variable", async () => {
    const server = await startFauxqs({ port: 0, logger: false });
    onTestFinished(() => server.stop());
    const notices: string[] = [];
    const endpoint = toEngineEndpoint(server.address, "eu-central-1");

    const first = await makeBucketAt(endpoint, {}, (line) => notices.push(line));
    const second = await makeBucketAt(endpoint, {}, (line) => notices.push(line));

    expect(notices).toEqual([]);
    expect(first.variables).toEqual({ ERRAND_BUCKET: "errand-large-arguments" });
    expect(second.variables).toEqual(first.variables);
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) vi.stubEnv(name, "test");
    vi.stubEnv("AWS_REGION", "eu-central-1");
    const blobs = s3BlobsOf({ ...first.variables, AWS_ENDPOINT_URL: server.address });
    await blobs?.put(KEY, new Uint8Array(3));
    expect((await blobs?.get(KEY, 10))?.length).toBe(3);
  });

  test("a bucket that the environment names is taken as it is", async () => {
    const endpoint = toEngineEndpoint("http://127.0.0.1:1", "us-east-1");

    const { variables } = await makeBucketAt(endpoint, { ERRAND_BUCKET: "mine" }, () => {});

    expect(variables).toEqual({ ERRAND_BUCKET: "mine" });
  });

  test("one without S3 is told of in a line, and goes on without", async () => {
    const engine = createEngine({ clock: systemClock });
    const server = await startHttpServer(engine);
    onTestFinished(async () => {
      engine.close();
      await server.close();
    });
    const notices: string[] = [];

    const { variables } = await makeBucketAt(toEngineEndpoint(server.url, "us-east-1"), {}, (line) =>
      notices.push(line),
    );

    expect(variables).toEqual({});
    expect(notices).toHaveLength(1);
    expect(notices[0]).toMatch(
      /^No bucket can be made at http:\S+: .+\. Arguments that are too large for a message are refused\. Where there is /,
    );
  });
});
