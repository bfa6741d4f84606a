// Messages between processes on a channel that the application may use as well: with a token in front, so that its own are not taken
// for ours.

export type Enclosed<Message> = readonly [token: string, message: Message];

/** The message, when it carries the token. */
export function open<Message>(received: unknown, token: string): Message | undefined {
  return Array.isArray(received) && received[0] === token ? (received[1] as Message) : undefined;
}
