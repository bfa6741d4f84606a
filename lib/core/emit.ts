// Telling listeners what happens, so that a listener that throws changes nothing for the job.

import type { Listener } from "./events.ts";

/** A listener that passes each event on to `listener`, and turns what it throws into a process warning. */
export function guarded(listener: Listener): Listener {
  return (event) => {
    try {
      listener(event);
    } catch (error) {
      const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
      process.emitWarning(`An event listener threw at ${event.type} of job "${event.job}": ${cause}`, {
        type: "ErrandWarning",
        code: "ERRAND_LISTENER",
      });
    }
  };
}
