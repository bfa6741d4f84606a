// What Errand's schedules are called: the same thing has the same name, so that whoever makes it again finds it there.

import { hash } from "node:crypto";

/** An id that AWS takes as it is, so that whoever looks for a job's schedule finds it by the job's id. */
const PLAIN = /^[0-9a-zA-Z-_]{1,40}$/;

/** The schedule that holds a job back from its enqueueing to its time. */
export function onceName(jobId: string): string {
  return `once.${PLAIN.test(jobId) ? jobId : digest(jobId)}`;
}

/**
 * The schedule that holds a message back that was in its queue before: the next attempt of a job, or one put off. Its first
 * one has fired then, and AWS may not have deleted it yet.
 *
 * @param dueAt milliseconds since 1970.
 */
export function againName(jobId: string, dueAt: number): string {
  return `${onceName(jobId)}.${dueAt.toString(36)}`;
}

/** The schedule that a program has made of a job under an id of its own. */
export function codeName(job: string, scheduleId: string): string {
  return `${codePrefix(job)}${digest(scheduleId)}`;
}

/** What the names of all schedules begin with that programs have made of the job. */
export function codePrefix(job: string): string {
  return `code.${slug(job)}.${digest(job).slice(0, 8)}.`;
}

/** What the names of all schedules begin with that stand in definitions. */
export const DEFINED_PREFIX = "job.";

/** The schedule that stands in a job's definition: known by all that it says, so that none can be taken for another. */
export function definedName(job: string, said: string): string {
  return `${DEFINED_PREFIX}${slug(job)}.${digest(`${job}\n${said}`)}`;
}

/** Of the job's name what AWS takes, for people who read a list of schedules. */
function slug(job: string): string {
  return job.replaceAll(/[^0-9a-zA-Z-_]/g, "-").slice(0, 20);
}

/** 96 bits: among a billion names, two that are the same by chance are not to be expected. */
function digest(text: string): string {
  return hash("sha256", text).slice(0, 24);
}
