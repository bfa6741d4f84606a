// Which dead jobs are meant: what a caller writes as `where`, checked and made a question to ask of each.

import type { DeadJob } from "./dead-job.ts";
import type { DeathReason } from "./dead-letter-reading.ts";
import { ErrandError, show } from "./errors.ts";
import { expectKnownKeys, refuse } from "./options.ts";
import type { Priority } from "./ports.ts";

/** What a dead job must have: everything that is named here; of a list, one of its entries. */
export interface DeadMatch {
  readonly id?: string | readonly string[];
  /** The job's name. */
  readonly job?: string | readonly string[];
  readonly reason?: DeathReason | readonly DeathReason[];
  readonly priority?: Priority | readonly Priority[];
  readonly fingerprint?: string | readonly string[];
  /** A part of `name: message`, as `"ECONNRESET"` or `"RangeError: "`. */
  readonly error?: string | readonly string[];
  /** It died before. */
  readonly before?: Date;
  /** It died then or later. */
  readonly after?: Date;
}

/** Which dead jobs are meant: `"all"`, those that match, or those of which the function says so. */
export type DeadWhere = "all" | DeadMatch | ((job: DeadJob) => boolean | Promise<boolean>);

type Question = (job: DeadJob) => boolean | Promise<boolean>;

const SAME = ["id", "job", "reason", "priority", "fingerprint"] as const;
const KEYS = [...SAME, "error", "before", "after"] as const;

/**
 * @param place how to name it in an error, as in `deadJobs.retry({ where })`.
 * @throws `ErrandError` `invalid_option`: also for what names nothing, so that a forgotten value never means all.
 */
export function toFilter(where: unknown, place: string): Question {
  if (where === "all") return () => true;
  if (typeof where === "function") return where as Question;
  if (typeof where !== "object" || where === null || Array.isArray(where) || Object.keys(where).length === 0) {
    throw new ErrandError(
      "invalid_option",
      `${place} must say which dead jobs are meant, got ${show(where)}. Give { job: "…" } or another of ${KEYS.join(", ")}; ` +
        'a function (job) => boolean; or "all".',
    );
  }
  expectKnownKeys(where, KEYS, place);
  const match: DeadMatch = where;
  const questions: readonly Question[] = [
    ...SAME.filter((key) => key in match).map((key) => {
      const texts = new Set(textsOf(match[key], `${place}: "${key}"`));
      return (job: DeadJob) => texts.has(job[key]);
    }),
    ...("error" in match ? [mentions(textsOf(match.error, `${place}: "error"`))] : []),
    ...("before" in match ? [isBefore(dateOf(match.before, `${place}: "before"`))] : []),
    ...("after" in match ? [isNotBefore(dateOf(match.after, `${place}: "after"`))] : []),
  ];
  return (job) => questions.every((question) => question(job));
}

function mentions(texts: readonly string[]): Question {
  return ({ error }) => error !== undefined && texts.some((text) => `${error.name}: ${error.message}`.includes(text));
}

function isBefore(date: number): Question {
  return ({ diedAt }) => diedAt.getTime() < date;
}

function isNotBefore(date: number): Question {
  return ({ diedAt }) => diedAt.getTime() >= date;
}

const NARROWER = "Without it more jobs are meant: give its value, or leave its name out on purpose.";

function textsOf(value: unknown, place: string): readonly string[] {
  const texts: readonly unknown[] = Array.isArray(value) ? value : [value];
  const isWhole = texts.length > 0 && texts.every((text) => typeof text === "string" && text !== "");
  if (isWhole) return texts as readonly string[];
  throw refuse(place, "a text or a list of texts, none of them empty", value, NARROWER);
}

function dateOf(value: unknown, place: string): number {
  const time = value instanceof Date ? value.getTime() : Number.NaN;
  if (!Number.isNaN(time)) return time;
  throw refuse(place, "a date", value, NARROWER);
}
