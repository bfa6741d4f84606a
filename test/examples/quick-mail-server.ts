// An SMTP server that greets at once, for a year of mails: that of the demo waits 100 ms at each connection, as smtp-server does for
// those who talk too early. It takes every mail.

import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { createInterface } from "node:readline";
import type { MailServer, ReceivedMail } from "../../examples/gazette/demo/mail-server.ts";
import { subjectOf } from "../../examples/gazette/demo/mail-subject.ts";

export async function startQuickMailServer(): Promise<Pick<MailServer, "url" | "mails" | "stop">> {
  const mails: ReceivedMail[] = [];
  const server = createServer((socket) => void serve(socket, (mail) => mails.push(mail)).catch(() => socket.destroy()));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `smtp://127.0.0.1:${(server.address() as AddressInfo).port}`,
    mails,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

async function serve(socket: Socket, take: (mail: ReceivedMail) => void): Promise<void> {
  const recipients: string[] = [];
  let text: string[] | undefined;
  socket.write("220 ready\r\n");
  for await (const line of createInterface({ input: socket })) {
    if (text === undefined) {
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === "RCPT") recipients.push(/<(.*)>/.exec(line)?.[1] ?? "");
      if (verb === "DATA") text = [];
      if (verb === "QUIT") socket.end("221 bye\r\n");
      else socket.write(verb === "DATA" ? "354 go on\r\n" : "250 yes\r\n");
    } else if (line === ".") {
      const subject = subjectOf(`${text.join("\r\n")}\r\n`);
      for (const to of recipients.splice(0)) take({ to, subject });
      text = undefined;
      socket.write("250 taken\r\n");
    } else text.push(line);
  }
}
