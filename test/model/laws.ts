// What must be true of every story, whatever went wrong in it; each law gives the sentences that say where it is broken.

import type { ErrandEvent } from "errand";
import { type End, EXPIRES_SECONDS, expectedOf } from "./behaviours.ts";
import type { Accepted } from "./ordering.ts";
import type { Story } from "./play.ts";

export type Law = (story: Story) => readonly string[];

/** How the events of a job say that it ended, in their order. */
export function endsOf({ events }: Story, id: string): readonly End[] {
  return events.filter((event) => event.id === id).flatMap(toEnd);
}

/** The runs that were not ended from outside. */
export function wholeRuns({ runs }: Story, id: string) {
  return runs.filter((run) => run.id === id && run.outcome !== "killed" && run.outcome !== "timed_out");
}

export function killedRuns({ runs }: Story, id: string): number {
  return runs.filter((run) => run.id === id && (run.outcome === "killed" || run.outcome === "timed_out")).length;
}

const nothingIsLeft: Law = ({ left }) =>
  Object.entries(left).flatMap(([name, count]) => (count === 0 ? [] : [`${count} in ${name} at the end`]));

const everyAcceptedJobEnds: Law = (story) =>
  ofEach(story, ({ id }) => (endsOf(story, id).length > 0 ? undefined : "was accepted, and never ended"));

/** What was never accepted, but is there all the same, its answer lost, ends as well. */
const whatBeganEnds: Law = (story) =>
  [...new Set(story.events.flatMap(({ id, job }) => (job === "" ? [] : [id])))].flatMap((id) => {
    const theirs = story.events.filter((event) => event.id === id);
    const isBegun = theirs.some(({ type }) => type !== "job.enqueued");
    return !isBegun || endsOf(story, id).length > 0 ? [] : [`${theirs[0]?.job} ${id} began, and never ended`];
  });

const DONE = ["completed", "discarded", "dead"];

/** A run that was killed is followed by another, or by a death. */
const whatIsNotAcknowledgedComesAgain: Law = (story) => {
  const starts = story.events.flatMap(({ type, id }, index) => (type === "job.started" ? [{ id, index }] : []));
  return ofEach(story, ({ id }) => {
    const last = starts.findLastIndex((start) => start.id === id);
    const run = story.runs[last];
    if (run === undefined || (run.outcome !== "killed" && run.outcome !== "returned")) return undefined;
    // A duplicate of it may have been done meanwhile, beside it.
    if (wholeRuns(story, id).some(({ outcome }) => DONE.includes(outcome))) return undefined;
    const since = story.events.slice(starts[last]?.index).filter((event) => event.id === id);
    return since.some((event) => toEnd(event).length > 0) ? undefined : `was ${run.outcome}, and never came again`;
  });
};

/** @param alsoCrashed what was killed may be dead for it. */
export const endsAreAsTheModelSays =
  ({ alsoCrashed }: { readonly alsoCrashed: boolean }): Law =>
  (story) =>
    ofEach(story, ({ id, role: { behaviour } }) => {
      const { ends } = expectedOf(behaviour);
      const allowed: readonly End[] = alsoCrashed ? [...ends, "crashed"] : ends;
      const wrong = endsOf(story, id).filter((end) => !allowed.includes(end));
      return wrong.length === 0 ? undefined : `ended as ${wrong.join()}, not as ${allowed.join()}`;
    });

/** Every death that is told of has its letter, every letter a reason, and an error that says more. */
const theDeadSayWhy: Law = (story) => {
  const told = ofEach(story, ({ id }) => {
    const reasons = endsOf(story, id).filter((end) => !["completed", "discarded", "expired"].includes(end));
    const missing = reasons.find(
      (reason) => !story.dead.some((letter) => letter.id === id && letter.reason === reason),
    );
    return missing === undefined ? undefined : `was told to be dead as ${missing}, and no letter says so`;
  });
  const silent = story.dead.filter(({ reason, error }) => reason === "received_too_often" || !error?.message);
  return [...told, ...silent.map(({ id, reason }) => `letter of ${id} says ${reason} without an error`)];
};

const exhaustedMeansSoManyFailures: Law = (story) =>
  story.dead.flatMap(({ id, reason, attempts, history }) => {
    if (reason !== "attempts_exhausted") return [];
    const { role } = story.accepted.find((job) => job.id === id) ?? {};
    const most = role === undefined ? attempts : expectedOf(role.behaviour).attempts;
    const failed = new Set(story.runs.filter((run) => run.id === id).map(({ attempt }) => attempt));
    const missing = Array.from({ length: most }, (_, index) => index + 1).filter((attempt) => !failed.has(attempt));
    const told = history.filter(({ name }) => name !== "Crashed").length;
    return [
      ...(attempts === most ? [] : [`${id} is exhausted after ${attempts} attempts of ${most}`]),
      ...(missing.length === 0 ? [] : [`${id} is exhausted, and never ran its attempt ${missing.join()}`]),
      ...(history.length >= Math.min(5, most) ? [] : [`${id} tells ${told} of its ${most} failures`]),
    ];
  });

/** What stands in a letter's history has begun as a run. */
const historyIsOfRuns: Law = (story) =>
  story.dead.flatMap(({ id, history }) =>
    history
      .filter(({ name }) => name !== "Crashed")
      .filter(({ attempt }) => !story.runs.some((run) => run.id === id && run.attempt === attempt))
      .map(({ attempt }) => `${id} tells of attempt ${attempt}, which never ran`),
  );

/** @param least killed runs for each such death. */
export const crashedMeansKilled =
  (count: (story: Story, id: string) => number, least = 3): Law =>
  (story) =>
    story.dead.flatMap(({ id, reason }) => {
      const killed = count(story, id);
      return reason === "crashed" && killed < least ? [`${id} is dead as crashed after ${killed} kills`] : [];
    });

const nothingRunsBeforeItsTime: Law = (story) =>
  ofEach(story, ({ id, dueAt }) => {
    const early = story.runs.find((run) => run.id === id && run.at.getTime() < dueAt);
    return early && `ran at ${early.at.toISOString()}, and was due at ${new Date(dueAt).toISOString()}`;
  });

const nothingRunsAfterItHasExpired: Law = (story) =>
  ofEach(story, ({ id, dueAt, role }) => {
    const expiresAt = dueAt + (role.behaviour.kind === "expires" ? EXPIRES_SECONDS * 1000 : Number.POSITIVE_INFINITY);
    const late = story.runs.some((run) => run.id === id && run.at.getTime() >= expiresAt);
    if (late) return "ran after it had expired";
    const early = story.events.some(({ type, id: one, at }) => type === "job.expired" && one === id && at < expiresAt);
    return early ? "expired before its time" : undefined;
  });

/** A job with one attempt never has a second. */
const noAttemptBeyondThePolicy: Law = (story) =>
  ofEach(story, ({ id, role: { behaviour } }) => {
    const most = expectedOf(behaviour).attempts;
    const beyond = story.runs.find((run) => run.id === id && run.attempt > most);
    return beyond && `ran attempt ${beyond.attempt} of ${most}`;
  });

/** The laws that hold always. */
export const ALWAYS: Readonly<Record<string, Law>> = {
  nothingIsLeft,
  everyAcceptedJobEnds,
  whatBeganEnds,
  whatIsNotAcknowledgedComesAgain,
  theDeadSayWhy,
  exhaustedMeansSoManyFailures,
  historyIsOfRuns,
  nothingRunsBeforeItsTime,
  nothingRunsAfterItHasExpired,
  noAttemptBeyondThePolicy,
};

export function ofEach({ accepted }: Story, judge: (job: Accepted) => string | undefined): readonly string[] {
  return accepted.flatMap((job) => {
    const verdict = judge(job);
    return verdict === undefined ? [] : [`"${job.role.behaviour.kind}" ${job.id} ${verdict}`];
  });
}

function toEnd(event: ErrandEvent): readonly End[] {
  switch (event.type) {
    case "job.completed":
      return ["completed"];
    case "job.discarded":
      return ["discarded"];
    case "job.expired":
      return ["expired"];
    case "job.dead":
      return [event.reason];
    default:
      return [];
  }
}
