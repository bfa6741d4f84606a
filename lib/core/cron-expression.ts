// Reads what cron takes, AWS's six fields or standard cron's five, into AWS's expression.

import type { ErrandError } from "./errors.ts";
import { toSixFields } from "./five-fields.ts";
import { refuse } from "./options.ts";
import { readAt } from "./schedule-refusal.ts";

const FORMS = 'AWS\'s six fields ("0 3 ? * MON-FRI *") or the five of standard cron ("0 3 * * 1-5")';

/** The greatest step within each of the six fields. */
const STEPS = [
  ["minutes", 59],
  ["hours", 23],
  ["day-of-month", 30],
  ["month", 11],
  ["day-of-week", 0],
  ["year", 229],
] as const;

/**
 * The expression, as `cron(0 3 * * ? *)`; its values are for `parse` to check.
 *
 * @throws `ErrandError` `invalid_option`.
 */
export function toCronExpression(given: string, where: string): string {
  if (typeof given !== "string") throw refuse("cron(expression): its expression", FORMS, given, "Give it as text.");
  const wrapped = /^cron\((.*)\)$/s.exec(given.trim())?.[1];
  const written = (wrapped ?? given).trim().split(/\s+/);
  const isStandard = written.length === 5 && wrapped === undefined;
  const fields = isStandard ? readAt(where, () => toSixFields(written)) : written;
  if (fields.length === 7 || (fields.length === 6 && fields[5] === "?")) {
    const advice = "If the seconds stand first, as in Quartz, leave them out: AWS knows none.";
    throw refuse(where, `made of ${FORMS}`, given, advice);
  }
  if (fields.length !== 6) {
    const advice =
      wrapped === undefined ? "Other kinds are made by rate(…) and at(…)." : "Inside of cron(…) there must be six.";
    throw refuse(where, `made of ${FORMS}`, given, advice);
  }
  for (const [index, [name, most]] of STEPS.entries()) {
    const field = fields[index] ?? "";
    const isTooLong = field.matchAll(/\/(\d+)/g).some(([, step]) => Number(step) > most);
    if (isTooLong) throw tooLongStep(`${where}: The ${name} field`, most, field);
  }
  // AWS documents its names and letters in capitals only.
  return `cron(${fields.join(" ").toUpperCase()})`;
}

/** What may be taken elsewhere, but hardly means what was meant, or isn't in AWS's documentation. */
function tooLongStep(where: string, most: number, field: string): ErrandError {
  if (most > 0)
    return refuse(where, `of steps up to ${most}`, field, 'For even distances use rate(…), as rate("90 minutes").');
  return refuse(where, "without steps", field, "AWS documents none among days of the week. Write a list: MON,WED,FRI.");
}
