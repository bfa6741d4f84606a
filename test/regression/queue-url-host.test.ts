import { afterEach, expect, test, vi } from "vitest";
import { connectToSqs } from "../../lib/aws/connect.ts";
import { createEndpointClient, endpointVariables, toEngineEndpoint } from "../../lib/aws/endpoint.ts";
import { countMessages, makeQueues } from "../../lib/aws/queues.ts";
import { systemClock } from "../../lib/core/clock.ts";
import { toTopology } from "../../lib/core/topology.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { startHttpServer } from "../../lib/engine/http-server.ts";

afterEach(() => vi.unstubAllEnvs());

// LocalStack 4.14 names its queues http://sqs.us-east-1.localhost:4566/…, a host that most resolvers don't know.
test("with an endpoint set, messages go there, whatever host the queue's URL has", async () => {
  const server = await startHttpServer(createEngine({ clock: systemClock }));
  const endpoint = toEngineEndpoint(server.url, "us-east-1");
  const client = createEndpointClient(endpoint);
  const [, plan] = toTopology().queues;
  const pair = await makeQueues(client, plan);
  for (const [name, value] of Object.entries(endpointVariables(endpoint))) vi.stubEnv(name, value);
  vi.stubEnv("ERRAND_LOW_QUEUE_URL", pair.url.replace(/127\.0\.0\.1:\d+/, "sqs.us-east-1.localhost.invalid"));

  const broker = await connectToSqs(process.env);
  const answers = await broker.send([{ id: "a", body: "{}", priority: "low", delaySeconds: 0 }]);

  expect(answers).toEqual([{ ok: true }]);
  expect(await countMessages(client, pair)).toMatchObject({ waiting: 1 });
  client.destroy();
  await server.close();
});
