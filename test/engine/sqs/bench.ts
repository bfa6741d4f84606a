// What the tests of SQS work with: an engine, its clock, and the AWS SDK in front of it.

import {
  ChangeMessageVisibilityCommand,
  CreateQueueCommand,
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  type Message,
  ReceiveMessageCommand,
  type ReceiveMessageCommandInput,
  SendMessageCommand,
  type SendMessageCommandInput,
  SetQueueAttributesCommand,
  SQSClient,
} from "@aws-sdk/client-sqs";
import { createEngine, type EngineOptions } from "../../../lib/engine/engine.ts";
import { createRequestHandler } from "../../../lib/engine/request-handler.ts";
import { createManualClock } from "../../support/manual-clock.ts";

const CREDENTIALS = { accessKeyId: "test", secretAccessKey: "test" };

export function createBench(options: Omit<EngineOptions, "clock"> = {}) {
  const clock = createManualClock();
  const engine = createEngine({ clock, ...options });
  const requestHandler = createRequestHandler(engine);
  const sqs = new SQSClient({ requestHandler, region: "us-east-1", credentials: CREDENTIALS, maxAttempts: 1 });

  return {
    clock,
    engine,
    sqs,
    /** Makes a queue and returns its URL. */
    async createQueue(QueueName = "jobs", Attributes: Record<string, string> = {}): Promise<string> {
      const { QueueUrl = "" } = await sqs.send(new CreateQueueCommand({ QueueName, Attributes }));
      return QueueUrl;
    },
    send: (QueueUrl: string, MessageBody: string, more: Partial<SendMessageCommandInput> = {}) =>
      sqs.send(new SendMessageCommand({ QueueUrl, MessageBody, ...more })),
    async receive(QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message[]> {
      const { Messages = [] } = await sqs.send(new ReceiveMessageCommand({ QueueUrl, ...more }));
      return Messages;
    },
    /** Receives the one message that must be there. */
    async receiveOne(QueueUrl: string, more: Partial<ReceiveMessageCommandInput> = {}): Promise<Message> {
      const [message] = await this.receive(QueueUrl, more);
      if (message === undefined) throw new Error(`Expected a message in ${QueueUrl}, got none.`);
      return message;
    },
    delete: (QueueUrl: string, { ReceiptHandle }: Message) =>
      sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle })),
    changeVisibility: (QueueUrl: string, { ReceiptHandle }: Message, VisibilityTimeout: number) =>
      sqs.send(new ChangeMessageVisibilityCommand({ QueueUrl, ReceiptHandle, VisibilityTimeout })),
    async attributes(QueueUrl: string): Promise<Record<string, string>> {
      const { Attributes = {} } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames: ["All"] }));
      return Attributes;
    },
    configure: (QueueUrl: string, Attributes: Record<string, string>) =>
      sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes })),
    /** How many messages there are: [ready, in flight, delayed]. */
    async counts(QueueUrl: string): Promise<number[]> {
      const attributes = await this.attributes(QueueUrl);
      return ["", "NotVisible", "Delayed"].map((state) => Number(attributes[`ApproximateNumberOfMessages${state}`]));
    },
  };
}
