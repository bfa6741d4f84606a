// How a mail leaves the Gazette: over SMTP, to the server that GAZETTE_SMTP_URL names.

import { current } from "errand";
import { createTransport } from "nodemailer";

export interface Mail {
  readonly to: string;
  readonly subject: string;
  readonly text: string;
}

const FROM = "The Gazette <gazette@example.org>";

/** Resolves once the server has accepted the mail; rejects with its answer when it hasn't. */
export async function sendMail(mail: Mail): Promise<void> {
  // A connection for each mail: one kept open would be dead when a frozen Lambda function wakes.
  // The timeouts are short because a retry is cheap; nodemailer's own run to ten minutes.
  const transport = createTransport({
    url: smtpUrl(),
    connectionTimeout: 5_000,
    greetingTimeout: 5_000,
    socketTimeout: 10_000,
  });
  await transport.sendMail({ from: FROM, ...mail, ...stableMessageId() });
}

/**
 * A job runs at least once: should the same one send twice, the receiver sees the same Message-ID and can drop the
 * second mail. In a direct call there is no job, and nodemailer makes an id up.
 */
function stableMessageId(): { readonly messageId?: string } {
  const run = current();
  if (run === undefined) return {};
  // The id of a schedule's run ends with "@" and its time, which a Message-ID can't have before its own "@".
  return { messageId: `<${run.id.replaceAll(/[^\w.-]/g, "-")}@gazette.example.org>` };
}

function smtpUrl(): string {
  const url = process.env["GAZETTE_SMTP_URL"];
  if (url) return url;
  throw new Error(
    "GAZETTE_SMTP_URL is not set, so no mail can leave. Set it to your SMTP server, as in smtp://user:password@mail.example.org:587",
  );
}
