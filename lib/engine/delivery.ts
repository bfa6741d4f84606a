// How a service of the engine puts a message into a queue: by its ARN, in this process, without a request.

export interface Outgoing {
  readonly body: string;
  readonly groupId: string | undefined;
  /** Message attributes of type String. */
  readonly attributes: Readonly<Record<string, string>>;
}

export type Delivered =
  | { readonly kind: "sent" }
  | { readonly kind: "no-queue" }
  /** The queue is there, and takes no such message. The code is SQS's own. */
  | { readonly kind: "refused"; readonly code: string; readonly message: string };

export type Deliver = (queueArn: string, outgoing: Outgoing) => Delivered;
