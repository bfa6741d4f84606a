// The wording of what happens to a long-running worker, beside that of its jobs.

import type { ErrandEvent } from "../core/events.ts";
import type { WorkerEvent, WorkerListener } from "../core/worker-events.ts";
import { logAll, logProblems, said, seconds, toOneLine, toSubject } from "./log.ts";

/** One line for each event but heartbeats, given to `write`. */
export function logWorker(write: (line: string) => void): WorkerListener {
  const tell = (event: WorkerEvent): void => {
    if (event.type !== "delivery.extended") write(toOneLine(describe(event))); // again and again, where all is well
  };
  return split(tell, logAll(write));
}

const WORTH_KNOWING: ReadonlySet<string> = new Set<WorkerEvent["type"]>([
  "delivery.lost",
  "delivery.unacknowledged",
  "worker.started",
  "worker.stopping",
  "worker.stopped",
  "worker.receive_failed",
  "worker.recovered",
  "worker.notice",
]);

/** One line for each event that someone should know of: problems, and that it starts and stops. */
export function logWorkerProblems(write: (line: string) => void): WorkerListener {
  const tell = (event: WorkerEvent): void => {
    if (WORTH_KNOWING.has(event.type)) write(toOneLine(describe(event)));
  };
  return split(tell, logProblems(write));
}

function split(ofWorker: (event: WorkerEvent) => void, ofJobs: (event: ErrandEvent) => void): WorkerListener {
  return (event) => (isOfWorker(event) ? ofWorker(event) : ofJobs(event));
}

function isOfWorker(event: ErrandEvent | WorkerEvent): event is WorkerEvent {
  return event.type.startsWith("worker.") || OF_DELIVERIES.has(event.type);
}

const OF_DELIVERIES: ReadonlySet<string> = new Set<WorkerEvent["type"]>([
  "delivery.extended",
  "delivery.lost",
  "delivery.unacknowledged",
]);

function jobs(count: number): string {
  return `${count} running ${count === 1 ? "job" : "jobs"}`;
}

function describe(event: WorkerEvent): string {
  switch (event.type) {
    case "delivery.extended":
      return `${toSubject(event)} still runs, and stays hidden for another ${seconds(event.hiddenSeconds)}`;
    case "delivery.lost":
      return `${toSubject(event)} may be in other hands by now, and its run here was told to end: ${said(event.error)}`;
    case "delivery.unacknowledged":
      return `${toSubject(event)} is done but could not be deleted, and may run again: ${said(event.error)}`;
    case "worker.started": {
      const { priorities, concurrency, url } = event;
      const health = url === undefined ? "" : `; health at ${url}`;
      return `worker started: up to ${concurrency} jobs at once, of ${priorities.join(" before ")} priority${health}`;
    }
    case "worker.stopping": {
      const back = event.held === 0 ? "" : `, and ${event.held} that had not started are handed back`;
      return `worker stops: ${jobs(event.running)} may finish${back}`;
    }
    case "worker.stopped": {
      const left = event.abandoned === 0 ? "" : `; ${jobs(event.abandoned)} had not ended, and run again`;
      return `worker stopped${left}`;
    }
    case "worker.receive_failed": {
      const { priority, error, retryInSeconds } = event;
      return `worker [${priority}] tries again in ${retryInSeconds.toFixed(1)} s: ${error.message}`;
    }
    case "worker.recovered":
      return `worker [${event.priority}] can read its queue again`;
    case "worker.notice":
      return `worker: ${event.notice}`;
    default:
      return event satisfies never;
  }
}
