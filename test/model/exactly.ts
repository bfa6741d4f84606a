// What is true besides where no message can be there twice.

import { expectedOf } from "./behaviours.ts";
import { endsOf, killedRuns, type Law, ofEach, wholeRuns } from "./laws.ts";

const oneEndEach: Law = (story) =>
  ofEach(story, ({ id }) => {
    const ends = endsOf(story, id);
    return ends.length === 1 ? undefined : `ended ${ends.length} times: ${ends.join()}`;
  });

const oneLetterEach: Law = ({ dead }) => {
  const ids = dead.map(({ id }) => id);
  return ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `${id} has two dead letters`);
};

/** Started runs ≤ attempts + crashes: each that was not killed counts, and those that were killed count for nothing. */
const runsAreCounted: Law = (story) =>
  ofEach(story, ({ id, role: { behaviour } }) => {
    const whole = wholeRuns(story, id).length;
    const [least, most] = expectedOf(behaviour).runs;
    const isGivenUp = endsOf(story, id).includes("crashed");
    if (whole <= most && (whole >= least || isGivenUp)) return undefined;
    return `ran ${whole} times to an end of its own, not ${least} to ${most}, and ${killedRuns(story, id)} times was killed`;
  });

/** Four runs in a row that are killed are enough: beside others, where it is, and twice as a copy. Fewer are not. */
const crashesAreCounted: Law = (story) =>
  ofEach(story, ({ id, role: { behaviour, crashes } }) => {
    const isGivenUp = endsOf(story, id).includes("crashed");
    const killed = killedRuns(story, id);
    if (isGivenUp) return killed === 4 ? undefined : `is dead as crashed after ${killed} killed runs`;
    const mustDie = crashes > 3 && expectedOf(behaviour).runs[0] > 0;
    return killed > 3 || mustDie ? `lives after ${killed} killed runs` : undefined;
  });

/** A snooze or a retry is waited for. */
const waitsAreKept: Law = (story) =>
  ofEach(story, ({ id }) => {
    const theirs = story.events.filter((event) => event.id === id);
    const hasty = theirs.find((event, index) => {
      if (event.type !== "job.started") return false;
      const before = theirs.slice(0, index).findLast(({ type }) => type === "job.snoozed" || type === "job.failed");
      if (before?.type === "job.snoozed") return event.at < before.at + before.delaySeconds * 1000;
      return before?.type === "job.failed" && event.at < before.at + Math.floor(before.retryInSeconds * 1000);
    });
    return hasty && `ran at ${new Date(hasty.at).toISOString()}, before its wait was over`;
  });

/** The laws that hold where no message can be there twice. */
export const EXACTLY: Readonly<Record<string, Law>> = {
  oneEndEach,
  oneLetterEach,
  runsAreCounted,
  crashesAreCounted,
  waitsAreKept,
};
