// The Scheduler on EventBridge Scheduler: a group of schedules that send messages to the queues, and what is there or not
// there already.

import { SCHEDULE_GROUP } from "../core/environment.ts";
import { ErrandError, isErrandError } from "../core/errors.ts";
import type { ScheduledPost, Scheduler } from "../core/ports.ts";
import { tooLargeForAll } from "../core/refusals.ts";
import { scheduleDeadLetter } from "../core/schedule-dead-letter.ts";
import { runsOnce } from "../core/schedule-mark.ts";
import { sideBySide } from "../core/side-by-side.ts";
import { groupOfJob } from "./fifo-group.ts";
import { SCHEDULE_BYTES } from "./limits.ts";
import type { SchedulePlace } from "./schedule-place.ts";
import type { Listed, ListedPage, ScheduleFields, ScheduleRequests } from "./schedule-requests.ts";
import { isUnavailable } from "./unavailable.ts";

/** GetSchedule requests under way at once while schedules are listed. */
const CONCURRENCY = 8;

/**
 * @param place asked at each call: what the environment lacks is told then, and not before.
 * @param seen for one who lists again and again: what was found before and has not changed since is not asked for again.
 */
export function createScheduler(
  requests: ScheduleRequests,
  place: () => SchedulePlace,
  seen?: Map<string, ScheduledPost>,
): Scheduler {
  /** What the request gives, or `otherwise` where it fails with an error of this name. */
  const unless = async <Result, Otherwise>(
    errorName: "ConflictException" | "ResourceNotFoundException",
    otherwise: Otherwise,
    request: () => Promise<Result>,
    what: string,
  ): Promise<Result | Otherwise> => {
    try {
      return await request();
    } catch (error) {
      if (isErrandError(error)) throw error;
      const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
      // A group that isn't there is told by the same name as a schedule that isn't.
      if (name === errorName && !isAboutGroup(message)) return otherwise;
      throw failed(what, place().group, `${name}: ${message}`, error);
    }
  };
  const toFields = (scheduled: ScheduledPost): ScheduleFields => {
    const { name, expression, timeZone, enabled, body, priority } = scheduled;
    const bytes = Buffer.byteLength(body);
    if (bytes > SCHEDULE_BYTES) throw tooLargeForAll(bytes, SCHEDULE_BYTES, `Schedule ${name}`, "its message");
    const { group, roleArn, arnOf, deadArnOf } = place();
    const arn = arnOf(priority);
    const deadArn = scheduleDeadLetter(priority, deadArnOf, (queueArn) => queueArn.endsWith(".fifo"));
    return {
      Name: name,
      GroupName: group,
      ScheduleExpression: expression,
      ScheduleExpressionTimezone: timeZone,
      State: enabled ? "ENABLED" : "DISABLED",
      FlexibleTimeWindow: { Mode: "OFF" },
      ActionAfterCompletion: runsOnce(scheduled) ? "DELETE" : "NONE",
      Target: {
        Arn: arn,
        RoleArn: roleArn,
        Input: body,
        ...(arn.endsWith(".fifo") && { SqsParameters: { MessageGroupId: groupOfJob(body) } }),
        // What can't be sent for a day is not lost with its schedule.
        ...(deadArn !== undefined && { DeadLetterConfig: { Arn: deadArn } }),
      },
    };
  };
  const find = async (name: string): Promise<ScheduledPost | undefined> => {
    const { group, priorityOf } = place();
    const what = `The schedule ${name} can't be read`;
    const given = await unless("ResourceNotFoundException", undefined, () => requests.get(group, name), what);
    if (given === undefined) return undefined;
    const { ScheduleExpression = "", ScheduleExpressionTimezone = "UTC", State, Target = {} } = given;
    const { CreationDate, LastModificationDate } = given;
    return {
      name,
      expression: ScheduleExpression,
      timeZone: ScheduleExpressionTimezone,
      enabled: State !== "DISABLED",
      body: Target.Input ?? "",
      priority: priorityOf(Target.Arn),
      createdAt: CreationDate?.getTime(),
      changedAt: LastModificationDate?.getTime(),
    };
  };
  const findListed = async ({ name, changedAt }: Listed): Promise<ScheduledPost | undefined> => {
    const before = seen?.get(name);
    if (before !== undefined && changedAt !== undefined && before.changedAt === changedAt) return before;
    return find(name);
  };

  return {
    find,
    async create(scheduled) {
      const what = `The schedule ${scheduled.name} can't be made`;
      const made = async () => Boolean(await requests.create(toFields(scheduled)));
      return unless("ConflictException", false, made, what);
    },
    async replace(scheduled) {
      const what = `The schedule ${scheduled.name} can't be changed`;
      const changed = async () => Boolean(await requests.update(toFields(scheduled)));
      return unless("ResourceNotFoundException", false, changed, what);
    },
    async remove(name) {
      const what = `The schedule ${name} can't be deleted`;
      const removed = async () => Boolean(await requests.delete(place().group, name));
      return unless("ResourceNotFoundException", false, removed, what);
    },
    async list(prefix) {
      const listed: Listed[] = [];
      let next: string | undefined;
      do {
        const group = place().group;
        const what = `The schedules ${prefix}… can't be listed`;
        const page = await unless(
          "ResourceNotFoundException",
          NOTHING_LISTED,
          () => requests.list(group, prefix || undefined, next),
          what,
        );
        listed.push(...page.schedules);
        next = page.next;
      } while (next !== undefined);
      const found: ScheduledPost[] = [];
      await sideBySide(listed, CONCURRENCY, async (one) => {
        const scheduled = await findListed(one); // one that has ended since is no longer there
        if (scheduled !== undefined) found.push(scheduled);
      });
      seen?.clear();
      for (const scheduled of found) seen?.set(scheduled.name, scheduled);
      return found;
    },
  };
}

const NOTHING_LISTED: ListedPage = { schedules: [], next: undefined };

function isAboutGroup(message: string): boolean {
  // At the beginning: a schedule's name, further on, has its job's in it, which may be "schedulegroup-report".
  return /^schedule ?group\b/i.test(message);
}

function failed(what: string, group: string, why: string, cause: unknown): ErrandError {
  const message = `${what} in group ${group}: ${why.replace(/\.$/, "")}. ${adviceOn(why)}`;
  return new ErrandError(isUnavailable(cause) ? "queue_unavailable" : "schedule_failed", message, { cause });
}

function adviceOn(why: string): string {
  if (why.startsWith("AccessDenied"))
    return "Allow the caller scheduler:CreateSchedule and the like on the group's schedules, and iam:PassRole on their role.";
  if (why.startsWith("ResourceNotFound")) return `${SCHEDULE_GROUP} names the group: make it, in the queues' region.`;
  if (why.startsWith("ServiceQuota")) return "End schedules that nobody needs, or have AWS raise the quota.";
  return "See that its endpoint can be reached; try again.";
}
