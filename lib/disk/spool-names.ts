// What the names of a spool's files tell: who has written it, which of the writer's it is, and in whose hand it is.

import { randomBytes } from "node:crypto";

/** How long a claim holds from when it was made, or last renewed. */
export const CLAIM_MS = 30_000;

export interface SpoolName {
  /** The file's name. */
  readonly name: string;
  /** What stays the same of it, whoever has it in hand. */
  readonly base: string;
  /** By name in the order in which writers started. */
  readonly writer: string;
  /** By number in the order in which the writer has written its files. */
  readonly number: number;
  /** Until when somebody has it in hand, milliseconds since 1970; 0, or `undefined` for an open one, where nobody has. */
  readonly until: number | undefined;
}

/** A name that nobody else has, and that sorts by when it was given. */
export function toWriterName(now: number): string {
  const time = new Date(now).toISOString().replaceAll(/[-:.Z]/g, "");
  return `${time}-${randomBytes(6).toString("hex")}`;
}

export function toBase(writer: string, number: number): string {
  return `${writer}-${String(number).padStart(6, "0")}`;
}

/** Of a file that is in nobody's hand, and that its writer may still write to. */
export function toOpenName(base: string): string {
  return `${base}.spool`;
}

/** The claim stands in the name: a rename makes it, renews it, and tells a claimant that it has lost it, each in one step. */
export function toClaimedName(base: string, until: number, claimant: string): string {
  return `${base}.${until}.${claimant}.claimed`;
}

/** @returns `undefined` for files that are none of a spool's. */
export function readSpoolName(name: string): SpoolName | undefined {
  const [, base = /^(.+)\.spool$/.exec(name)?.[1], until] = /^(.+)\.(\d{1,15})\.[^.]+\.claimed$/.exec(name) ?? [];
  if (base === undefined) return undefined;
  const [, writer = base, number = "0"] = /^(.+)-(\d{1,15})$/.exec(base) ?? [];
  return { name, base, writer, number: Number(number), until: until === undefined ? undefined : Number(until) };
}

/** Whether somebody has it in hand. A claim of longer than claims last comes of a clock that was wrong. */
export function isInHand({ until = 0 }: SpoolName, now: number): boolean {
  return until > now && until <= now + 2 * CLAIM_MS;
}

/** Each writer's oldest file, the oldest writer's first: only these may be claimed, so that no two processes send one's messages. */
export function toOldestOfEach(names: readonly SpoolName[]): readonly SpoolName[] {
  const byWriter = Map.groupBy(names, ({ writer }) => writer);
  return [...byWriter.values()]
    .flatMap((own) => own.toSorted((one, other) => one.number - other.number).slice(0, 1))
    .toSorted((one, other) => (one.writer < other.writer ? -1 : 1));
}
