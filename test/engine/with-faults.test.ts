import { RequestThrottled, SendMessageCommand, SQSClient } from "@aws-sdk/client-sqs";
import { expect, onTestFinished, test } from "vitest";
import { createDirectClient } from "../../lib/engine/direct-client.ts";
import { createEngine, type Engine } from "../../lib/engine/engine.ts";
import { createFaults, type Faults, NO_FAULTS } from "../../lib/engine/faults.ts";
import { startHttpServer } from "../../lib/engine/http-server.ts";
import { createRequestHandler } from "../../lib/engine/request-handler.ts";
import { withFaults } from "../../lib/engine/with-faults.ts";
import { createManualClock, settle } from "../../lib/testing/manual-clock.ts";

const ORIGIN = "http://localhost";

/** An engine with one queue; `order` sets what goes wrong from then on. */
async function anEngine() {
  const clock = createManualClock();
  const engine = createEngine({ clock });
  let faults: Faults = NO_FAULTS;
  const failing = withFaults(engine, () => faults, clock);
  const sqs = createDirectClient(engine, ORIGIN);
  const { QueueUrl } = await sqs.call("CreateQueue", { QueueName: "q" });
  return {
    clock,
    failing,
    QueueUrl: String(QueueUrl),
    order(ordered: Faults): void {
      faults = ordered;
    },
    sqs: createDirectClient(failing, ORIGIN),
    async count() {
      const { Attributes } = await sqs.call("GetQueueAttributes", { QueueUrl, AttributeNames: ["All"] });
      return Number((Attributes as Record<string, string>)["ApproximateNumberOfMessages"]);
    },
  };
}

/** Strikes at these occasions, counted from 1, and no other. */
function striking(kind: Parameters<Faults["strikes"]>[0], ...occasions: readonly number[]): Faults {
  let count = 0;
  return { strikes: (asked) => asked === kind && occasions.includes(++count), pick: () => 0 };
}

function anSdk(engine: Engine, endpoint = ORIGIN) {
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const requestHandler = endpoint === ORIGIN ? { requestHandler: createRequestHandler(engine) } : {};
  const client = new SQSClient({ endpoint, region: "us-east-1", credentials, ...requestHandler });
  onTestFinished(() => client.destroy());
  return client;
}

test("a throttled request is refused as SQS names it, and nothing happens", async () => {
  const { order, sqs, QueueUrl, count } = await anEngine();
  order(striking("throttle", 1));
  await expect(sqs.call("SendMessage", { QueueUrl, MessageBody: "a" })).rejects.toMatchObject({
    name: "RequestThrottled",
    status: 403,
  });
  expect(await count()).toBe(0);
});

test("the SDK tries a throttled request again, and throws its own class when it stays so", async () => {
  const { order, failing, QueueUrl, count } = await anEngine();
  const client = anSdk(failing);
  order(striking("throttle", 1));
  const { $metadata } = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "a" }));
  expect($metadata.attempts).toBe(2);
  expect(await count()).toBe(1);

  order(createFaults({ throttle: 1 }, 1));
  const refused = client.send(new SendMessageCommand({ QueueUrl, MessageBody: "b" }));
  await expect(refused).rejects.toBeInstanceOf(RequestThrottled);
  expect(await count()).toBe(1);
});

test("a throttled request to another service is refused as that one does it", async () => {
  const { order, failing } = await anEngine();
  order(striking("throttle", 1));
  const request = { method: "POST", url: `${ORIGIN}/schedules/s`, headers: {}, body: "{}" };
  expect(await failing.handle(request)).toMatchObject({
    status: 429,
    headers: { "x-amzn-errortype": "ThrottlingException" },
  });
});

test("a lost answer comes after the effect: the SDK sends the message twice", async () => {
  const { order, failing, QueueUrl, count } = await anEngine();
  order(striking("loseResponse", 1));
  const { $metadata } = await anSdk(failing).send(new SendMessageCommand({ QueueUrl, MessageBody: "a" }));
  expect($metadata.attempts).toBe(2);
  expect(await count()).toBe(2);
});

test("over HTTP a lost answer is a connection that breaks", async () => {
  const { order, failing, QueueUrl, count } = await anEngine();
  const server = await startHttpServer(failing);
  onTestFinished(() => server.close());
  order(striking("loseResponse", 1));
  const client = anSdk(failing, server.url);
  const { $metadata } = await client.send(new SendMessageCommand({ QueueUrl, MessageBody: "a" }));
  expect($metadata.attempts).toBe(2);
  expect(await count()).toBe(2);
});

test("a slow poll answers late, and what it brings has been in flight meanwhile", async () => {
  const { clock, order, sqs, QueueUrl, count } = await anEngine();
  await sqs.call("SendMessage", { QueueUrl, MessageBody: "a" });
  order(createFaults({ slowPoll: 1 }, 1));
  let answered = 0;
  const poll = sqs.call("ReceiveMessage", { QueueUrl }).then((output) => {
    answered = clock.now();
    return output;
  });
  const asked = clock.now();
  await settle();
  expect(await count()).toBe(0);
  expect(answered).toBe(0);
  await clock.advance(20_000);
  expect(await poll).toMatchObject({ Messages: [{ Body: "a" }] });
  expect(answered - asked).toBeGreaterThanOrEqual(1000);
});

test("the same seed fails the same requests, another seed others", async () => {
  const failures = async (seed: number) => {
    const { order, sqs, QueueUrl } = await anEngine();
    order(createFaults({ throttle: 0.3, loseResponse: 0.2 }, seed));
    const names: string[] = [];
    for (let index = 0; index < 60; index += 1) {
      const sending = sqs.call("SendMessage", { QueueUrl, MessageBody: "a" });
      names.push(
        await sending.then(
          () => "ok",
          (error) => error.name,
        ),
      );
    }
    return names;
  };
  const first = await failures(7);
  expect(await failures(7)).toEqual(first);
  expect(await failures(8)).not.toEqual(first);
  expect(new Set(first)).toEqual(new Set(["ok", "RequestThrottled", "LostAnswer"]));
});
