// A far side that is a process of its own: whatever ends it ends nothing else.

import { fork } from "node:child_process";
import { type Enclosed, open } from "../../core/enclosed.ts";
import { FAR_SIDE } from "./mark.ts";
import type { FromFarSide, ToFarSide } from "./messages.ts";
import { definedOnly, type Ears, type Start, type Transport } from "./transport.ts";

/** How long its end and the end of the connection may be apart. */
const APART_MS = 500;

export function startProcess(start: Start, ears: Ears): Transport {
  const { program, environment, maxMemoryMegabytes, clock } = start;
  const token = crypto.randomUUID();
  const child = fork(program, [FAR_SIDE, token, String(process.pid)], {
    env: definedOnly(environment),
    execArgv: [
      ...process.execArgv,
      ...(maxMemoryMegabytes === undefined ? [] : [`--max-old-space-size=${maxMemoryMegabytes}`]),
    ],
    stdio: ["ignore", "inherit", "inherit", "ipc"],
    serialization: "advanced",
  });
  const { promise: isGone, resolve } = Promise.withResolvers<string>();
  let disarm = (): void => {};
  void isGone.then((how) => {
    disarm();
    ears.gone(how);
  });
  child.on("message", (received) => {
    const message = open<FromFarSide>(received, token);
    if (message !== undefined) ears.said(message);
  });
  child.on("exit", (code, signal) => {
    disarm();
    const how = `ended with ${signal ?? `exit code ${code}`}`;
    if (!child.connected) return resolve(how);
    // What it said last may still be on its way; but a process that it has left behind may hold the connection.
    disarm = clock.after(APART_MS, () => resolve(how));
    child.once("disconnect", () => resolve(how));
  });
  child.on("error", (error) => {
    if (child.pid === undefined) resolve(`could not be started: ${error.message}`);
  });
  child.on("disconnect", () => {
    // A process that ends cuts the connection first.
    if (child.exitCode === null && child.signalCode === null)
      disarm = clock.after(APART_MS, () => child.kill("SIGKILL"));
  });
  return {
    send(message) {
      const enclosed: Enclosed<ToFarSide> = [token, message];
      child.send(enclosed, () => {}); // a connection that is cut is told of by the end
    },
    async end() {
      child.kill("SIGKILL");
      await isGone;
    },
  };
}
