// What ends this process when the one that started it is gone, even where a job blocks it.

import { Worker } from "node:worker_threads";

/** A thread of its own: where a job never yields, this process hears nothing of its connection. */
const WATCH = `
const { workerData } = require("node:worker_threads");
setInterval(() => process.ppid === workerData || process.kill(process.pid, "SIGKILL"), 1000);
`;

export function endWithParent(parent: number): void {
  const watch = new Worker(WATCH, {
    eval: true,
    workerData: parent,
    env: {},
    execArgv: [],
    stdout: true,
    stderr: true,
  });
  watch.unref();
}
