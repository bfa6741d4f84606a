// The wording of what happens to a long-running worker itself.

import type { WorkerEvent } from "../core/worker-events.ts";

export function describeWorker(event: WorkerEvent): string {
  switch (event.type) {
    case "worker.started": {
      const { priorities, concurrency } = event;
      return `worker started: up to ${concurrency} jobs at once, of ${priorities.join(" before ")} priority`;
    }
    case "worker.stopping": {
      const back = event.held === 0 ? "" : `, and ${event.held} that had not started are handed back`;
      return `worker stops: ${event.running} running jobs may finish${back}`;
    }
    case "worker.stopped": {
      const left =
        event.abandoned === 0 ? "" : `; ${event.abandoned} jobs had not ended, and their messages come again`;
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
