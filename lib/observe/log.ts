// The wording of the log: the one place that turns events into lines for people.

import { describeSeconds } from "../core/duration.ts";
import type { About, ErrandEvent, ErrorRecord, PostponedWhy } from "../core/events.ts";

/** One line for each event, given to `write`. */
export function logAll(write: (line: string) => void): (event: ErrandEvent) => void {
  return (event) => write(toLine(event));
}

const PROBLEMS: ReadonlySet<string> = new Set<ErrandEvent["type"]>([
  "job.failed",
  "job.dead",
  "job.expired",
  "job.spooled",
  "job.dropped",
  "payload.left",
  "delivery.returned",
  "delivery.unguarded",
]);

/** What happens every day where all is well. */
const EXPECTED: ReadonlySet<PostponedWhy> = new Set<PostponedWhy>(["early", "stopped", "no_place", "other_worker"]);

/** One line for each event that someone should know of: a failed attempt, a job that is dead or too late, a message that came back. */
export function logProblems(write: (line: string) => void): (event: ErrandEvent) => void {
  return (event) => {
    if (PROBLEMS.has(event.type) || (event.type === "job.postponed" && !EXPECTED.has(event.why))) write(toLine(event));
  };
}

const POSTPONED: Readonly<Record<PostponedWhy, string>> = {
  early: "is in its queue before its time, and waits there",
  no_time: "has too little time left in this invocation, and was sent on",
  unknown_function: "has no job of its name here yet, and was sent on",
  quarantine: "came back unsettled, and was sent on to run alone",
  stopped: "was in the hands of a worker that stops, and was sent on at no attempt's cost",
  no_place: "could not start soon here, and was sent on",
  payload_unavailable: "can't have its stored arguments now, and was sent on",
  other_worker: "is not for this worker, and was sent on",
};

/** One line, whatever a message calls itself: what would end a line or steer a terminal is a space in it. No argument's value is in it that the job's `redact` doesn't show: only names, counts, times, and what its own error says. */
export function toLine(event: ErrandEvent): string {
  return toOneLine(describe(event));
}

export function toOneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what must go
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]/g, " ");
}

function describe(event: ErrandEvent): string {
  const { attempt } = event;
  const subject = toSubject(event);
  switch (event.type) {
    case "job.enqueued":
      return `${subject} enqueued${event.delaySeconds > 0 ? `, to run in ${seconds(event.delaySeconds)}` : ""}`;
    case "job.spooled":
      return `${subject} waits on this machine, for its queue could not be reached: ${said(event.error)}`;
    case "job.dropped":
      return `${subject} was dropped, for its queue could not be reached: ${said(event.error)}`;
    case "job.cancelled":
      return `${subject} cancelled`;
    case "job.rescheduled":
      return `${subject} rescheduled, to run in ${seconds(event.delaySeconds)}`;
    case "job.started":
      return `${subject} attempt ${attempt} started after waiting ${seconds(event.waitedSeconds)}`;
    case "job.completed":
      return `${subject} attempt ${attempt} completed in ${seconds(event.ranSeconds)}`;
    case "job.failed": {
      const again = `next attempt in ${seconds(event.retryInSeconds)}`;
      const failure = `attempt ${attempt} failed after ${seconds(event.ranSeconds)}, ${again}`;
      return `${subject} ${failure}: ${said(event.error)}${given(event.args)}`;
    }
    case "job.snoozed":
      return `${subject} attempt ${attempt} put itself off by ${seconds(event.delaySeconds)}`;
    case "job.discarded":
      return `${subject} attempt ${attempt} discarded itself: ${event.why}`;
    case "job.postponed":
      return `${subject} ${POSTPONED[event.why]}${event.delaySeconds > 0 ? `, to come in ${seconds(event.delaySeconds)}` : ""}`;
    case "job.expired":
      return `${subject} expired ${new Date(event.expiredAt).toISOString()} and runs no more`;
    case "job.dead": {
      const death = `is dead after ${attempt} ${attempt === 1 ? "attempt" : "attempts"} (${event.reason})`;
      return `${subject} ${death}: ${said(event.error)}${given(event.args)}`;
    }
    case "payload.left":
      return `${subject} is done, but its stored arguments could not be deleted, and stay until the bucket's lifecycle does it: ${said(event.error)}`;
    case "delivery.unguarded":
      return `${subject} runs alone, but a kill would go unnoticed, for its queue refused to help: ${said(event.error)}${
        event.error.name.includes("AccessDenied") ? "; give the function sqs:ChangeMessageVisibility" : ""
      }`;
    case "delivery.returned":
      return `${subject} could not be settled and stays in its queue, to come again: ${said(event.error)}${
        event.jobError === undefined ? "" : `; the job itself: ${said(event.jobError)}`
      }`;
    default:
      return event satisfies never;
  }
}

export function toSubject({ job, id, priority }: About): string {
  return `${job || "(unreadable message)"} ${id} [${priority}]`;
}

function given(args: string): string {
  return args === "" ? "" : `; with ${args}`;
}

export function said({ name, message, stack }: ErrorRecord): string {
  const place = placeOf(stack);
  return `${name}: ${message}${place === undefined ? "" : ` (at ${place})`}`;
}

/** Where in the application's own code: the first line of the stack that is neither Node's nor a package's. */
function placeOf(stack = ""): string | undefined {
  const lines = stack.split("\n").filter((line) => /^\s+at /.test(line));
  const own = lines.find((line) => !line.includes("node:") && !line.includes("/node_modules/"));
  return own?.trim().match(/(?:file:\/\/)?(\/[^()]*:\d+:\d+)\)?$/)?.[1];
}

export function seconds(value: number): string {
  if (value < 1) return `${Math.round(value * 1000)} ms`;
  return describeSeconds(Number(value.toFixed(value < 10 ? 2 : 0)));
}
