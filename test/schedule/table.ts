// When AWS's expressions run, worked out by hand from "Schedule types in EventBridge Scheduler" of its user guide
// (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html) and a calendar.

import { clockChanges } from "./table/clock-changes.ts";
import { daysOfMonth } from "./table/days-of-month.ts";
import { daysOfWeek } from "./table/days-of-week.ts";
import { fields } from "./table/fields.ts";
import { rateAndAt } from "./table/rate-and-at.ts";
import { years } from "./table/years.ts";
import { zones } from "./table/zones.ts";

export const table = [...fields, ...daysOfMonth, ...daysOfWeek, ...years, ...clockChanges, ...zones, ...rateAndAt];
