// A real SMTP server on this machine that keeps what it is sent, and greylists whom it is told to.

import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { SMTPServer } from "smtp-server";
import { subjectOf } from "./mail-subject.ts";

export interface ReceivedMail {
  readonly to: string;
  readonly subject: string;
}

export interface MailServer {
  /** For GAZETTE_SMTP_URL. */
  readonly url: string;
  /** What it has accepted so far, in that order. */
  readonly mails: readonly ReceivedMail[];
  /** How often it has refused a recipient so far. */
  refused(): number;
  stop(): Promise<void>;
}

/**
 * @param greylist how many times each of these recipients is refused at first. Greylisting does that to senders it
 *   doesn't know: those that come back are no spammers.
 * @param address of the interface that it listens on; default: nobody but this machine reaches it.
 */
export async function startMailServer(
  greylist: Readonly<Record<string, number>> = {},
  address = "127.0.0.1",
): Promise<MailServer> {
  const left = new Map(Object.entries(greylist));
  const mails: ReceivedMail[] = [];
  let refused = 0;
  const server = new SMTPServer({
    disabledCommands: ["AUTH", "STARTTLS"],
    disableReverseLookup: true,
    closeTimeout: 100,
    onRcptTo: ({ address }, _session, answer) => {
      const refusals = left.get(address) ?? 0;
      if (refusals === 0) return answer();
      left.set(address, refusals - 1);
      refused += 1;
      answer(greylisted(address));
    },
    onData: (stream, session, answer) => {
      readMail(
        stream,
        session.envelope.rcptTo.map(({ address }) => address),
      ).then((received) => {
        mails.push(...received);
        answer();
      }, answer);
    },
  });
  // A client that hangs up in the middle is that client's failure, not the server's.
  server.on("error", () => {});
  const listening = server.listen(0, address);
  await once(listening, "listening");
  const { port } = listening.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    refused: () => refused,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function readMail(stream: Readable, recipients: readonly string[]): Promise<readonly ReceivedMail[]> {
  const subject = subjectOf(await text(stream));
  return recipients.map((to) => ({ to, subject }));
}

function greylisted(address: string): Error {
  return Object.assign(new Error(`4.7.1 <${address}> is greylisted, try again later`), { responseCode: 451 });
}
