// The picture while the jobs run: a line for each queue and one for the mail server.

import type { WriteStream } from "node:tty";
import type { Journal } from "./journal.ts";
import type { MailServer } from "./mail-server.ts";
import { progressLine } from "./progress.ts";
import { createScreen } from "./screen.ts";

const DRAW_EVERY_MS = { terminal: 100, file: 1000 };

/** Draws until the function that it returns is called, which draws for the last time. */
export function showLive(stream: WriteStream, journal: Journal, mailServer: MailServer): () => void {
  const screen = createScreen(stream);
  const startedAt = performance.now();
  const draw = () => {
    const records = journal.records();
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    screen.show([
      progressLine("high", records),
      progressLine("low", records),
      `mail  ${mailServer.mails.length} accepted, ${mailServer.refused()} refused for now   ${seconds} s`,
    ]);
  };
  const timer = setInterval(draw, stream.isTTY ? DRAW_EVERY_MS.terminal : DRAW_EVERY_MS.file);
  draw();
  return () => {
    clearInterval(timer);
    draw();
  };
}
