// The SMTP server that the deployed functions send to: on this machine, and where they run in containers, open to these.

import { type MailServer, startMailServer } from "../../examples/gazette/demo/mail-server.ts";

export type Receiver = Pick<MailServer, "url" | "mails" | "stop">;

/**
 * @param host the name by which functions reach this machine; `undefined`: they run on it. Given, the server takes mails from every
 *   interface, for the time of the run.
 */
export async function startReceiver(host: string | undefined): Promise<Receiver> {
  if (host === undefined) return startMailServer();
  const server = await startMailServer({}, "0.0.0.0");
  return { ...server, url: `smtp://${host}:${new URL(server.url).port}` };
}
