import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { GetQueueUrlCommand, type SQSClient } from "@aws-sdk/client-sqs";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { connectToSqs } from "../../lib/aws/connect.ts";
import { createEndpointClient, toEngineEndpoint } from "../../lib/aws/endpoint.ts";
import { createSqsClient } from "../../lib/aws/sqs-client.ts";

const HALF_A_MINUTE = 35_000;

/** The SDK waits on the process's own timers: they are moved on by hand, while the sockets are real. */
beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"]) vi.stubEnv(name, "test");
  vi.stubEnv("AWS_REGION", "us-east-1");
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** An endpoint that takes connections and requests, and never says anything. */
async function aMuteEndpoint() {
  const sockets = new Set<Socket>();
  let requests = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("data", () => (requests += 1)).on("error", () => {});
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => requests,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** What became of `asking` within so long on the faked timers; each step waits for the sockets to be idle. */
async function within(milliseconds: number, endpoint: { requests(): number }, asking: Promise<unknown>) {
  let ended: { readonly value?: unknown; readonly error?: unknown } | undefined;
  asking.then(
    (value) => {
      ended = { value };
    },
    (error: unknown) => {
      ended = { error };
    },
  );
  while (endpoint.requests() === 0 && ended === undefined) await turn();
  for (let passed = 0; passed < milliseconds && ended === undefined; passed += 500) {
    for (let turns = 0; turns < 20; turns += 1) await turn();
    await vi.advanceTimersByTimeAsync(500);
  }
  return ended ?? "still waiting";
}

const ask = (client: SQSClient) => client.send(new GetQueueUrlCommand({ QueueName: "any" }));

test.each<[string, (url: string) => SQSClient | Promise<SQSClient>]>([
  ["a program's client", (url) => createSqsClient({ AWS_ENDPOINT_URL: url })],
  ["the local runner's client", (url) => createEndpointClient(toEngineEndpoint(url, "us-east-1"))],
])("%s gives up an endpoint that says nothing, in about half a minute", async (_, createClient) => {
  const endpoint = await aMuteEndpoint();
  const client = await createClient(endpoint.url);
  expect(await within(HALF_A_MINUTE, endpoint, ask(client))).toMatchObject({ error: { name: "TimeoutError" } });
  client.destroy();
  await endpoint.close();
});

test("what is sent to an endpoint that says nothing is reported as not accepted", async () => {
  const endpoint = await aMuteEndpoint();
  const broker = await connectToSqs({
    AWS_ENDPOINT_URL: endpoint.url,
    ERRAND_LOW_QUEUE_URL: `${endpoint.url}/000000000000/errand-low`,
  });
  const post = { id: "a", body: "{}", priority: "low", delaySeconds: 0 } as const;
  expect(await within(HALF_A_MINUTE, endpoint, broker.send([post]))).toMatchObject({
    value: [{ ok: false, error: { code: "queue_unavailable", message: expect.stringContaining("TimeoutError") } }],
  });
  await endpoint.close();
});
