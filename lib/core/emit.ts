// Telling listeners what happens, so that a listener that fails changes nothing for the job.

import { toErrorRecord } from "./error-record.ts";
import type { ErrandEvent } from "./events.ts";

/** A listener that passes each event on to `listener`, and turns its failure into a process warning. */
export function guarded<Told extends { readonly type: string } = ErrandEvent>(listener: (event: Told) => unknown) {
  return guard(listener, (event) => ("job" in event ? `${event.type} of job "${event.job}"` : event.type));
}

/** The same for a listener to lines of text. */
export function guardedLine(listener: (line: string) => unknown): (line: string) => void {
  return guard(listener, (line) => `the line ${JSON.stringify(line.slice(0, 80))}`);
}

function guard<Told>(listener: (told: Told) => unknown, describe: (told: Told) => string): (told: Told) => void {
  return (told) => {
    const warn = (error: unknown): void => {
      const { name, message, stack } = toErrorRecord(error); // whatever was thrown: reading it must not throw again
      const cause = stack ?? `${name}: ${message}`;
      process.emitWarning(`A listener failed at ${describe(told)}: ${cause}`, {
        type: "ErrandWarning",
        code: "ERRAND_LISTENER",
      });
    };
    try {
      const returned = listener(told);
      if (returned instanceof Promise) returned.catch(warn);
    } catch (error) {
      warn(error);
    }
  };
}
