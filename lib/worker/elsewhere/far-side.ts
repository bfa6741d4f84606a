// The program of a far side: it serves whoever started it as one, and where nobody did, as in the worker, it does nothing.

import { type MessagePort, workerData } from "node:worker_threads";
import { type Enclosed, open } from "../../core/enclosed.ts";
import { FAR_SIDE, markAsFarSide } from "./mark.ts";
import type { FromFarSide, ToFarSide } from "./messages.ts";
import { endWithParent } from "./parent-watch.ts";
import { serve } from "./serve.ts";

/** Where this program is, wherever a bundler has put it. */
export const PROGRAM = import.meta.url;

const port: MessagePort | undefined = workerData?.[FAR_SIDE];
if (port !== undefined) serveThread(port);
else if (process.argv[2] === FAR_SIDE) serveProcess();

function serveThread(port: MessagePort): void {
  markAsFarSide();
  const hear = serve((message) => port.postMessage(message));
  port.on("message", hear);
}

function serveProcess(): void {
  markAsFarSide();
  const [, token = "", parent] = process.argv.splice(2); // the jobs' code may read the rest
  // What stops the worker may reach all of its processes at once: the worker decides when this one ends.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => {});
  process.on("disconnect", () => process.exit());
  endWithParent(Number(parent));
  const hear = serve((message) => {
    const enclosed: Enclosed<FromFarSide> = [token, message];
    process.send?.(enclosed, undefined, undefined, () => {}); // a connection that is cut ends this process anyway
  });
  process.on("message", (received) => {
    const message = open<ToFarSide>(received, token);
    if (message !== undefined) hear(message);
  });
}
