import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createClient, job } from "errand";
import { expect, test } from "vitest";
import { createSpoolFolder, messagesOf } from "../disk/spool-folder.ts";
import { startRunner } from "../support/local-runner.ts";
import { aLastingPort } from "../support/ports.ts";

const JOBS = fileURLToPath(new URL("../local/fixtures/jobs.ts", import.meta.url));
const CLI = fileURLToPath(new URL("../../lib/cli.ts", import.meta.url));
const PROCESS_TIMEOUT = 30_000;

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

function errand(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Result> {
  const env = { ...process.env, ...environment };
  return new Promise((resolve) => {
    execFile(process.execPath, ["--conditions=@errand/source", "--", CLI, ...args], { env }, (error, out, err) => {
      resolve({ code: error === null ? 0 : Number(error.code), out, err });
    });
  });
}

test(
  "errand spool status tells how much waits, since when, and what was set aside",
  async (context) => {
    const { open, directory, clock, names } = createSpoolFolder(context);
    const spool = await open();
    clock.sleep(Date.now() - clock.now() - 150_000);
    await spool.append(messagesOf("a", "b", "c"));
    await (await spool.claim(1))?.settle(["refused"]);
    const before = names();
    const told = await errand(["spool", "status", "--directory", directory]);
    expect(told).toEqual({
      code: 0,
      out: expect.stringMatching(
        /^2 messages in \S+\/spool, \d+ bytes, the oldest for 2 minutes\n1 line set aside, to be looked at in \S+\/spool\/set-aside\n$/,
      ),
      err: "",
    });
    const json = await errand(["spool", "status", "--json"], { ERRAND_SPOOL: directory });
    expect(JSON.parse(json.out)).toEqual({
      directory,
      messages: 2,
      bytes: expect.any(Number),
      oldestAt: new Date(clock.now()).toISOString(),
      setAside: 1,
    });
    expect(names()).toEqual(before);
  },
  PROCESS_TIMEOUT,
);

test(
  "errand spool status of nothing says whether there is a spool at all",
  async (context) => {
    const { directory } = createSpoolFolder(context);
    const missing = await errand(["spool", "status", "--directory", directory]);
    expect(missing).toMatchObject({ code: 0, out: `No message waits: there is no directory ${directory}\n` });
    mkdirSync(directory);
    const empty = await errand(["spool", "status", "--directory", directory]);
    expect(empty).toMatchObject({ code: 0, out: `No message waits in ${directory}\n` });
  },
  PROCESS_TIMEOUT,
);

test(
  "errand spool status of what is no directory says what to do",
  async (context) => {
    const { root } = createSpoolFolder(context);
    writeFileSync(join(root, "file"), "");
    const { code, err } = await errand(["spool", "status", "--directory", join(root, "file")]);
    expect(code).toBe(1);
    expect(err).toMatch(
      /^Can't look into the spool in \S+\/file: ENOTDIR.*Remove the file that is in the directory's way/,
    );
  },
  PROCESS_TIMEOUT,
);

test(
  "errand spool replay sends what waits with its ids; what can't be sent stays, and is told",
  async (context) => {
    const { ready } = startRunner(context, { jobs: JOBS, concurrency: { high: 0, low: 0 }, watch: false });
    const { runner } = await ready();
    const { open, directory } = createSpoolFolder(context);
    const spool = await open();
    const client = createClient({ mode: "sqs" });
    const echo = job("echo", (_text: string) => {});
    for (const text of ["one", "two", "three"]) await spool.append([await client.prepare(echo, [text])]);

    const nowhere = { ...runner.environment, AWS_ENDPOINT_URL: `http://127.0.0.1:${await aLastingPort()}` };
    const replay = ["spool", "replay", "--directory", directory];
    const left = await errand(replay, { ...nowhere, AWS_MAX_ATTEMPTS: "1" });
    expect(left).toMatchObject({ code: 1, out: expect.stringMatching(/^0 messages sent from .*\n3 messages left: /) });
    expect(left.out).not.toContain("enqueue it again");

    const sent = await errand(replay, runner.environment);
    expect(sent).toEqual({ code: 0, out: `3 messages sent from ${directory}\n`, err: "" });
    expect((await runner.counts()).low.waiting).toBe(3);
    expect(await errand(replay, runner.environment)).toMatchObject({
      code: 0,
      out: `0 messages sent from ${directory}\n`,
    });
  },
  2 * PROCESS_TIMEOUT,
);
