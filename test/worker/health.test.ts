import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { job } from "errand";
import { expect, onTestFinished, test } from "vitest";
import { aWatchedEngine } from "../support/watched-workers.ts";

test("a worker answers whether it lives, and whether it is ready", async () => {
  const { aWorker, decide, pass, eventsOf } = await aWatchedEngine();
  const worker = aWorker({ quick: job("quick", () => {}) }, { health: { port: 0 } });
  expect(worker.health()).toMatchObject({ state: "idle", url: undefined });
  await worker.start();
  const { url = "" } = worker.health();
  expect(eventsOf("worker.started")).toMatchObject([{ url }]);
  onTestFinished(() => worker.stop());
  const ask = async (path: string, method = "GET") => {
    const response = await fetch(`${url}${path}`, { method });
    return { status: response.status, body: method === "HEAD" ? undefined : await response.json() };
  };
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  expect(await ask("/live")).toMatchObject({ status: 200, body: { state: "running", running: 0, held: 0 } });
  expect(await ask("/ready")).toMatchObject({ status: 200, body: { ready: true, failing: [] } });
  expect(await ask("/ready", "HEAD")).toMatchObject({ status: 200 });
  expect((await ask("/")).status).toBe(404);
  expect((await ask("/ready", "POST")).status).toBe(405);

  decide(() => "break");
  await pass(60_000);
  expect(await ask("/ready")).toMatchObject({ status: 503, body: { ready: false, failing: ["high", "low"] } });
  expect((await ask("/live")).status).toBe(200);

  decide(() => undefined);
  await pass(60_000);
  const stopped = worker.stop();
  expect(await ask("/ready")).toMatchObject({ status: 503, body: { state: "stopping" } });
  await pass(60_000);
  await stopped;
  await expect(fetch(`${url}/live`)).rejects.toThrow();
});

test("a port that is taken is said at the start, and nothing is left running", async () => {
  const { aWorker, pass } = await aWatchedEngine();
  const jobs = { quick: job("quick", () => {}) };
  const first = aWorker(jobs, { health: { port: 0 } });
  await first.start();
  const port = Number(new URL(first.health().url ?? "").port);
  const second = aWorker(jobs, { health: { port } });
  await expect(second.start()).rejects.toThrow(`"health" can't be served at 127.0.0.1:${port}`);
  expect(second.health().state).toBe("idle");
  const stopped = first.stop();
  await pass(60_000);
  await stopped;
});

test.each(["//", "/\\\\", "http://[", "//:80", "*"])("what anybody may ask for (%s) harms nobody", async (path) => {
  const { aWorker, pass } = await aWatchedEngine();
  const worker = aWorker({ quick: job("quick", () => {}) }, { health: { port: 0 } });
  await worker.start();
  const { hostname, port } = new URL(worker.health().url ?? "");
  const socket = connect(Number(port), hostname);
  socket.end(`GET ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 4\d\d /);
  expect(worker.health().ready).toBe(true);
  const stopped = worker.stop();
  await pass(60_000);
  await stopped;
});
