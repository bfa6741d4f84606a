// All schedules of the account, by group and name.

import type { Definition } from "./definition.ts";
import { conflict, notFound } from "./errors.ts";
import { type Place, scheduleArn } from "./names.ts";
import type { Runs } from "./runs.ts";
import type { ScheduleRecord } from "./schedule-record.ts";

export interface Schedules {
  create(group: string, name: string, definition: Definition): ScheduleRecord;
  update(group: string, name: string, definition: Definition): ScheduleRecord;
  at(group: string, name: string): ScheduleRecord;
  delete(record: ScheduleRecord): void;
  deleteGroup(group: string): void;
  /** Ordered by group, then by name. */
  all(): readonly ScheduleRecord[];
}

interface SchedulesOptions {
  readonly now: () => number;
  readonly place: Place;
  readonly runs: () => Runs;
}

/** The same order for pages and for records. */
export function keyOf({ group, name }: Pick<ScheduleRecord, "group" | "name">): string {
  return `${group}/${name}`;
}

export function createSchedules({ now, place, runs }: SchedulesOptions): Schedules {
  const records = new Map<string, ScheduleRecord>();
  // Whoever lists asks for page after page.
  let ordered: readonly ScheduleRecord[] | undefined;

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
      return record;
    },
    update(group, name, definition) {
      const record = at(group, name);
      record.definition = definition;
      record.modifiedAt = now();
      runs().arrange(record);
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
  };
}
