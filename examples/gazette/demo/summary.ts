// What became of the jobs, as a table: a line for each special job, one for each lot of the same kind.

import { styleText } from "node:util";
import type { Receipt } from "errand";
import type { JobRecord } from "./job-record.ts";
import { median } from "./median.ts";
import { REMINDER_DELAY_SECONDS, type Story } from "./story.ts";
import { formatTable } from "./table.ts";

export interface Lot {
  readonly title: string;
  readonly records: readonly JobRecord[];
}

/** All records, sorted into lots. Those that nobody here enqueued are the import's own. */
export function toLots(story: Story, records: readonly JobRecord[]): readonly Lot[] {
  const left = new Map(records.map((record) => [record.id, record]));
  const take = (title: string, receipts: readonly Receipt[]): Lot => {
    const taken = receipts.flatMap(({ id }) => left.get(id) ?? []);
    for (const { id } of taken) left.delete(id);
    return { title, records: taken };
  };
  const known = [
    take(`make-thumbnail × ${story.flood.length}`, story.flood),
    take("make-thumbnail torn.jpg", [story.torn]),
    take(`send-reminder, in ${REMINDER_DELAY_SECONDS} s`, [story.reminder]),
    take(`send-welcome × ${story.signUps.length}`, story.signUps),
    take("send-welcome, greylisted", [story.greylisted]),
    take("import-members", [story.importing]),
  ];
  return [...known, { title: `send-welcome × ${left.size}, imported`, records: [...left.values()] }];
}

export function summaryTable(lots: readonly Lot[]): string[] {
  return formatTable(
    [
      { title: "job", align: "left" },
      { title: "priority", align: "left" },
      { title: "attempts", align: "right" },
      { title: "waited", align: "right" },
      { title: "ran", align: "right" },
      { title: "outcome", align: "left" },
    ],
    lots.map(({ title, records }) => [
      title,
      distinct(records.map(({ priority }) => priority)),
      distinct(records.map(({ attempts }) => String(attempts))),
      seconds(records.flatMap(({ waitedSeconds }) => waitedSeconds ?? [])),
      seconds(records.filter(({ attempts }) => attempts > 0).map(({ ranSeconds }) => ranSeconds)),
      outcomes(records),
    ]),
  );
}

function distinct(values: readonly string[]): string {
  return [...new Set(values)].toSorted().join(" or ");
}

function seconds(values: readonly number[]): string {
  const typical = median(values);
  return typical === undefined ? "–" : `${typical.toFixed(2)} s`;
}

function outcomes(records: readonly JobRecord[]): string {
  const states = Map.groupBy(records, ({ state }) => state);
  return [...states]
    .map(([state, { length }]) => styleText(colourOf(state), records.length === 1 ? state : `${length} ${state}`))
    .join(", ");
}

function colourOf(state: JobRecord["state"]): "green" | "red" | "yellow" {
  if (state === "completed") return "green";
  return state === "dead" ? "red" : "yellow";
}
