import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect, type Socket } from "node:net";
import { CreateScheduleCommand, ListSchedulesCommand, SchedulerClient } from "@aws-sdk/client-scheduler";
import {
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  QueueDoesNotExist,
  ReceiveMessageCommand,
  SendMessageCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { afterEach, expect, test } from "vitest";
import { createEngine, type Engine } from "../../lib/engine/engine.ts";
import { MAXIMUM_BODY_BYTES } from "../../lib/engine/http-body.ts";
import { type HttpServer, startHttpServer } from "../../lib/engine/http-server.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";
import { aSchedule } from "../support/engine-scheduler.ts";

const credentials = { accessKeyId: "test", secretAccessKey: "test" };
const started: HttpServer[] = [];

afterEach(async () => {
  await Promise.all(started.splice(0).map((server) => server.close()));
});

async function start() {
  const clock = createManualClock();
  const polls = observePolls(createEngine({ clock }));
  const server = await startHttpServer(polls.engine);
  started.push(server);
  const sqs = new SQSClient({ endpoint: server.url, region: "us-east-1", credentials, maxAttempts: 1 });
  const { QueueUrl } = await sqs.send(new CreateQueueCommand({ QueueName: "jobs" }));
  return { clock, server, sqs, QueueUrl, polls };
}

/** Tells when a receive has reached the engine, and when it has ended there. */
function observePolls(inner: Engine) {
  const arrived = Promise.withResolvers<void>();
  const ended = Promise.withResolvers<void>();
  const engine: Engine = {
    ...inner,
    async handle(request, signal) {
      const answer = inner.handle(request, signal);
      if (!request.headers["x-amz-target"]?.endsWith("ReceiveMessage")) return answer;
      arrived.resolve();
      return answer.finally(() => ended.resolve());
    },
  };
  return { engine, arrived: arrived.promise, ended: ended.promise };
}

/** A bare request, with headers that fetch would not let through. */
function ask({ port }: HttpServer, headers: Record<string, string>, body: string | Buffer = "{}") {
  return new Promise<{ status: number | undefined; body: string }>((resolve, reject) => {
    const sent = httpRequest({ host: "127.0.0.1", port, method: "POST", path: "/", headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => resolve({ status: response.statusCode, body: Buffer.concat(chunks).toString() }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

/** A bare connection; that the server may cut it is what is tested. */
async function connected({ port }: HttpServer): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  await once(socket, "connect");
  return socket.on("error", () => {});
}

test("the SDK sends, receives and deletes over HTTP", async () => {
  const { server, sqs, QueueUrl } = await start();
  expect(QueueUrl).toBe(`${server.url}/000000000000/jobs`);

  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "emoji 🎉" }));
  const { Messages: [message] = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle: message?.ReceiptHandle }));

  expect(message?.Body).toBe("emoji 🎉");
  const missing = sqs.send(new SendMessageCommand({ QueueUrl: `${server.url}/000000000000/no`, MessageBody: "x" }));
  await expect(missing).rejects.toBeInstanceOf(QueueDoesNotExist);
});

test("so it does with the scheduler, whose schedules send into the queues", async () => {
  const { clock, server, sqs, QueueUrl } = await start();
  const options = { endpoint: server.url, region: "us-east-1", credentials, maxAttempts: 1 };
  const scheduler = new SchedulerClient(options);

  await scheduler.send(new CreateScheduleCommand(aSchedule({ Target: { Input: "emoji 🎉" } })));
  await clock.advance(0);

  const { Messages } = await sqs.send(new ReceiveMessageCommand({ QueueUrl }));
  expect(Messages).toMatchObject([{ Body: "emoji 🎉" }]);
  const { Schedules } = await scheduler.send(new ListSchedulesCommand({ NamePrefix: "ti", MaxResults: 5 }));
  expect(Schedules).toMatchObject([{ Name: "tick" }]);
});

test("a client that goes away ends its poll, and the next message stays for others", async () => {
  const { sqs, QueueUrl, polls } = await start();
  const controller = new AbortController();
  const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }), {
    abortSignal: controller.signal,
  });
  await polls.arrived;

  controller.abort();
  await expect(poll).rejects.toMatchObject({ name: "AbortError" });
  await polls.ended;
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }));

  const AttributeNames = ["ApproximateNumberOfMessages" as const];
  const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
  expect(Attributes).toEqual({ ApproximateNumberOfMessages: "1" });
});

test("closing ends long polls without messages, frees the port, and can be asked for twice", async () => {
  const { server, sqs, QueueUrl, polls } = await start();
  const poll = sqs.send(new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 20 }));
  await polls.arrived;

  await Promise.all([server.close(), server.close()]);

  expect((await poll).Messages).toBeUndefined();
  await expect(ask(server, {})).rejects.toMatchObject({ code: "ECONNREFUSED" });
});

test("closing waits neither for a connection that says nothing nor for a request that stays half sent", async () => {
  const { server } = await start();
  const idle = await connected(server);
  const half = await connected(server);
  half.write(`POST / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nContent-Length: 100\r\n\r\n{"QueueName":`);
  const kept = await connected(server);
  kept.write(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\n\r\n`);
  await once(kept, "data");

  const ends = [idle, half, kept].map((socket) => once(socket.resume(), "close"));
  await server.close();
  await Promise.all(ends);
});

test("a foreign Host is refused, with what to do", async () => {
  const { server } = await start();
  const { port } = server;
  const target = { "x-amz-target": "AmazonSQS.ListQueues" };

  for (const host of [`127.0.0.1:${port}`, `localhost:${port}`, `[::1]:${port}`, `sqs.us-east-1.localhost:${port}`]) {
    expect(await ask(server, { ...target, host })).toMatchObject({ status: 200 });
  }
  for (const host of [`evil.example:${port}`, `localhost:${port + 1}`, "localhost", `localhost.evil.example:${port}`]) {
    const { status, body } = await ask(server, { ...target, host });
    expect(status).toBe(403);
    expect(JSON.parse(body).message).toContain(`Expected 127.0.0.1:${port}`);
  }
});

test("so is what a foreign web page sends; a page of this machine may", async () => {
  const { server } = await start();
  const target = { "x-amz-target": "AmazonSQS.ListQueues" };

  const fine = [
    { origin: "http://localhost:3000", "sec-fetch-site": "cross-site" },
    { origin: `http://127.0.0.1:${server.port}`, "sec-fetch-site": "same-origin" },
    { origin: "https://app.localhost" },
    { "sec-fetch-site": "none" },
  ];
  for (const headers of fine) expect(await ask(server, { ...target, ...headers })).toMatchObject({ status: 200 });

  const foreign = [
    { origin: "https://evil.example" },
    { origin: "http://localhost.evil.example" },
    { origin: "null" },
    { "sec-fetch-site": "cross-site" },
  ];
  for (const headers of foreign) {
    const { status, body } = await ask(server, { ...target, ...headers });
    expect(status).toBe(403);
    expect(JSON.parse(body).message).toContain("A foreign web page sent this request.");
  }
});

test("a body past the bound is refused, and so is one that is not UTF-8", async () => {
  const { server } = await start();
  const target = { "x-amz-target": "AmazonSQS.ListQueues" };
  const filled = (bytes: number) => `{"x":"${"x".repeat(bytes - 8)}"}`;

  expect(await ask(server, target, filled(MAXIMUM_BODY_BYTES))).toMatchObject({ status: 200 });
  expect(await ask(server, target, filled(MAXIMUM_BODY_BYTES + 1))).toMatchObject({ status: 413 });
  expect(await ask(server, target, Buffer.from('{"QueueNamePrefix":"\xff"}', "latin1"))).toMatchObject({ status: 400 });
});

test("what is not even HTTP leaves the server standing", async () => {
  const { server, sqs, QueueUrl } = await start();

  await new Promise((resolve) => {
    const socket = connect(server.port, "127.0.0.1", () => socket.end("\u0000garbage\r\n\r\n"));
    socket.on("error", resolve).on("close", resolve).resume();
  });

  await expect(sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: "x" }))).resolves.toBeDefined();
});

test("a port that is taken is an error", async () => {
  const { server } = await start();

  const second = startHttpServer(createEngine({ clock: createManualClock() }), { port: server.port });

  await expect(second).rejects.toMatchObject({ code: "EADDRINUSE" });
});
