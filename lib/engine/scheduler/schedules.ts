// All schedules of the account, by group and name.

import type { Journal } from "../data/journal.ts";
import type { Definition } from "./definition.ts";
import { conflict, notFound } from "./errors.ts";
import { type Place, scheduleArn } from "./names.ts";
import type { Runs } from "./runs.ts";
import type { Invocation, ScheduleRecord } from "./schedule-record.ts";

export interface Schedules {
  create(group: string, name: string, definition: Definition): ScheduleRecord;
  update(group: string, name: string, definition: Definition): ScheduleRecord;
  at(group: string, name: string): ScheduleRecord;
  delete(record: ScheduleRecord): void;
  deleteGroup(group: string): void;
  /** Ordered by group, then by name. */
  all(): readonly ScheduleRecord[];
  /** Says that something of it has changed: that is kept. */
  changed(record: ScheduleRecord): void;
  /** Takes back what an earlier process has kept. */
  restore(): void;
}

type KeptSchedule = Omit<ScheduleRecord, "invocations"> & { readonly invocations: readonly Invocation[] };

interface SchedulesOptions {
  readonly now: () => number;
  readonly place: Place;
  readonly runs: () => Runs;
  readonly journal: Journal;
}

/** Stands in files: never change it. */
const KIND = "scheduler.schedule";

/** The same order for pages and for records. */
export function keyOf({ group, name }: Pick<ScheduleRecord, "group" | "name">): string {
  return `${group}/${name}`;
}

export function createSchedules({ now, place, runs, journal }: SchedulesOptions): Schedules {
  const records = new Map<string, ScheduleRecord>();
  // Whoever lists asks for page after page.
  let ordered: readonly ScheduleRecord[] | undefined;
  // By its key: what has the name when it is written is kept, also where another had it before.
  const keep = journal.keeper<string>({
    kind: KIND,
    keyOf: (key) => key,
    toRecord(key) {
      const record = records.get(key);
      return record && { ...record, invocations: [...record.invocations] };
    },
  });
  const changed = (record: ScheduleRecord): void => keep(keyOf(record));

  const at = (group: string, name: string): ScheduleRecord => {
    const record = records.get(keyOf({ group, name }));
    if (record === undefined) throw notFound("Schedule", name);
    return record;
  };

  const remove = (record: ScheduleRecord): void => {
    runs().drop(record);
    // By the time it has run for the last time, another may have its name.
    if (records.get(keyOf(record)) === record) records.delete(keyOf(record));
    ordered = undefined;
    changed(record);
  };

  return {
    create(group, name, definition) {
      if (records.has(keyOf({ group, name }))) throw conflict(`Schedule ${name} already exists.`);
      const createdAt = now();
      const record: ScheduleRecord = {
        name,
        group,
        arn: scheduleArn(place, group, name),
        createdAt,
        modifiedAt: createdAt,
        definition,
        lastRunAt: undefined,
        nextRunAt: undefined,
        invocations: new Set(),
      };
      records.set(keyOf(record), record);
      ordered = undefined;
      runs().arrange(record);
      changed(record);
      return record;
    },
    update(group, name, definition) {
      const record = at(group, name);
      record.definition = definition;
      record.modifiedAt = now();
      runs().arrange(record);
      changed(record);
      return record;
    },
    at,
    delete: remove,
    deleteGroup(group) {
      for (const record of [...records.values()]) if (record.group === group) remove(record);
    },
    all() {
      ordered ??= [...records.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
      return ordered;
    },
    changed,
    restore() {
      for (const kept of journal.records(KIND) as Iterable<KeptSchedule>) {
        const { definition, lastRunAt, nextRunAt, invocations, ...fixed } = kept;
        const record: ScheduleRecord = {
          ...fixed,
          definition,
          lastRunAt,
          nextRunAt,
          invocations: new Set(invocations),
        };
        records.set(keyOf(record), record);
        runs().resume(record);
      }
    },
  };
}
