// Who answers as LocalStack does, so far as it can be told: recorded of LocalStack 4.14.0 and MiniStack 1.5.33.

import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { neverFires } from "../../lib/local/never-fires.ts";

/** A server that answers every path, or those that are told. */
async function anEndpoint(answers: Readonly<Record<string, string>>, otherwise: readonly [number, string]) {
  const server = createServer(({ url = "" }, response) => {
    const found = answers[url];
    response.writeHead(found === undefined ? otherwise[0] : 200, { "Content-Type": "application/json" });
    response.end(found ?? otherwise[1]);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test("LocalStack keeps schedules and never fires them", async () => {
  const info = '{"version": "4.14.0", "edition": "community", "is_license_activated": false}';
  const url = await anEndpoint({ "/_localstack/info": info }, [404, "{}"]);
  expect(await neverFires(url)).toBe(true);
  expect(await neverFires(`${url}/`)).toBe(true);
});

test("MiniStack, which calls itself healthy at LocalStack's path, fires them itself", async () => {
  const health = '{"services": {"scheduler": "available"}}';
  const answers = { "/_localstack/health": health, "/_ministack/health": health };
  const url = await anEndpoint(answers, [404, '{"error": "Unknown LocalStack endpoint: /_localstack/info."}']);
  expect(await neverFires(url)).toBe(false);
});

test("whatever else answers, or does not, is taken for one that fires them", async () => {
  expect(await neverFires(await anEndpoint({}, [200, "hello"]))).toBe(false);
  expect(await neverFires(await anEndpoint({}, [200, "null"]))).toBe(false);
  expect(await neverFires(await anEndpoint({}, [403, '{"version": "4.14.0"}']))).toBe(false);
  expect(await neverFires("http://127.0.0.1:1")).toBe(false);
});
