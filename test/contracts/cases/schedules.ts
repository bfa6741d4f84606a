// Schedules and their groups, as things that are made, read, changed, listed and deleted.

import {
  ConflictException,
  DeleteScheduleCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListSchedulesCommand,
  type ListSchedulesCommandInput,
  ListTagsForResourceCommand,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateScheduleCommand,
  ValidationException,
} from "@aws-sdk/client-scheduler";
import { expect } from "vitest";
import type { Case } from "../case.ts";
import { expectRefusal } from "../refusal.ts";
import { createGroup, createSchedule, FAR, toInput, type Wish } from "../scheduling.ts";
import { aName, type Target } from "../target.ts";

const get = ({ scheduler }: Target, Name: string, GroupName?: string) =>
  scheduler.send(new GetScheduleCommand({ Name, GroupName }));

// Recorded on AWS, all of them.
const REFUSED = [
  "cron(0 1 * * * *)",
  "cron(7 20 * * NOT *)",
  "cron(71 8 1 * ? *)",
  "cron()",
  "rate(10 seconds)",
  "rate(10 years)",
  "rate(10)",
  "rate(10 minutess)",
  "rate(-10 minutes)",
  "rate( 10 minutes )",
  " rate(10 minutes)",
  "at(2021-12-31T23:59:59Z)",
  "at(2021-12-31)",
];
const TAKEN = [
  "cron(0-15/1 8-8 ? * 2,3,4,5,6,7 *)",
  "cron(30-30 13-13 ? * 2,4,6 *)",
  "cron(1-31/30 1-1 ? * 1,7 *)",
  "cron(0 18 ? * MON-FRI *)",
  "cron(*/15 * * * ? *)",
  "cron(0-59/10 0-23/2 ? * * *)",
];

const UNSOUND: readonly (readonly [what: string, wish: Wish])[] = [
  ["a time zone that is none", { ScheduleExpressionTimezone: "Europe/Atlantis" }],
  ["a flexible window without its minutes", { FlexibleTimeWindow: { Mode: "FLEXIBLE" } }],
  ["a flexible window of 1441 minutes", { FlexibleTimeWindow: { Mode: "FLEXIBLE", MaximumWindowInMinutes: 1_441 } }],
  ["a name with a space", { Name: "two words" }],
  ["a name of 65 letters", { Name: "a".repeat(65) }],
  ["a target that is no ARN", { queueArn: "garbage" }],
];

export const schedules: readonly Case[] = [
  {
    name: "a schedule is read as it was made, with the defaults of what was left out",
    async run(target) {
      const StartDate = new Date(Math.floor(target.time.now() / 1_000) * 1_000 + 86_400_000);
      const wish = { Description: "nightly", StartDate, ScheduleExpression: "rate(5 minutes)" };
      const { Name, ScheduleArn, input } = await createSchedule(target, wish);

      expect(ScheduleArn).toMatch(new RegExp(`^arn:aws:scheduler:[a-z0-9-]+:\\d{12}:schedule/default/${Name}$`));
      expect(await get(target, Name)).toMatchObject({
        ...input,
        Arn: ScheduleArn,
        GroupName: "default",
        State: "ENABLED",
        ScheduleExpressionTimezone: "UTC",
        ActionAfterCompletion: "NONE",
        CreationDate: expect.any(Date),
        LastModificationDate: expect.any(Date),
        Target: { ...input.Target, RetryPolicy: { MaximumEventAgeInSeconds: 86_400, MaximumRetryAttempts: 185 } },
      });
    },
  },
  {
    name: "a second schedule of a name is refused, but for one in another group",
    async run(target) {
      const { Name } = await createSchedule(target);
      const { Name: GroupName } = await createGroup(target);

      await expectRefusal(createSchedule(target, { Name }), ConflictException);
      await createSchedule(target, { Name, GroupName });
      expect((await get(target, Name, GroupName)).GroupName).toBe(GroupName);
    },
  },
  {
    name: "an update replaces a schedule whole: what it leaves out goes back to its default",
    async run(target) {
      const { Name, input } = await createSchedule(target, { Description: "old", State: "DISABLED" });

      await target.scheduler.send(
        new UpdateScheduleCommand({ ...toInput(target, {}), Name, ScheduleExpression: "rate(1 hour)" }),
      );

      const { Description, State, ScheduleExpression } = await get(target, Name);
      expect([Description ?? "", State, ScheduleExpression]).toEqual(["", "ENABLED", "rate(1 hour)"]);
      expect(input.ScheduleExpression).toBe(FAR);
    },
  },
  {
    name: "a schedule that is not there can't be read, changed or deleted",
    async run(target) {
      const Name = aName();

      await expectRefusal(get(target, Name), ResourceNotFoundException);
      const update = new UpdateScheduleCommand({ ...toInput(target, {}), Name });
      await expectRefusal(target.scheduler.send(update), ResourceNotFoundException);
      await expectRefusal(target.scheduler.send(new DeleteScheduleCommand({ Name })), ResourceNotFoundException);
    },
  },
  {
    name: "a deleted schedule is gone",
    async run(target) {
      const { Name } = await createSchedule(target);

      await target.scheduler.send(new DeleteScheduleCommand({ Name }));

      await expectRefusal(get(target, Name), ResourceNotFoundException);
    },
  },
  {
    name: "schedules are listed by group, the start of their name and state, in pages",
    async run(target) {
      const { Name: GroupName } = await createGroup(target);
      for (const Name of ["a-1", "a-2", "b-1"]) await createSchedule(target, { Name, GroupName });
      await createSchedule(target, { Name: "a-3", GroupName, State: "DISABLED" });
      const list = (more: ListSchedulesCommandInput) =>
        target.scheduler.send(new ListSchedulesCommand({ GroupName, ...more }));
      const names = async (more: ListSchedulesCommandInput) =>
        (await list(more)).Schedules?.map(({ Name }) => Name).toSorted();

      expect(await names({})).toEqual(["a-1", "a-2", "a-3", "b-1"]);
      expect(await names({ NamePrefix: "a-" })).toEqual(["a-1", "a-2", "a-3"]);
      expect(await names({ State: "DISABLED" })).toEqual(["a-3"]);
      const first = await list({ MaxResults: 3 });
      const second = await list({ MaxResults: 3, NextToken: first.NextToken });
      expect([first.Schedules?.length, second.Schedules?.length, second.NextToken]).toEqual([3, 1, undefined]);
    },
  },
  ...REFUSED.map(
    (ScheduleExpression): Case => ({
      name: `the expression "${ScheduleExpression}" is refused`,
      async run(target) {
        const words = `Invalid Schedule Expression ${ScheduleExpression}.`;
        await expectRefusal(createSchedule(target, { ScheduleExpression }), ValidationException, words);
      },
    }),
  ),
  ...TAKEN.map(
    (ScheduleExpression): Case => ({
      name: `the expression "${ScheduleExpression}" is taken`,
      async run(target) {
        const { Name } = await createSchedule(target, { ScheduleExpression });

        expect((await get(target, Name)).ScheduleExpression).toBe(ScheduleExpression);
      },
    }),
  ),
  ...UNSOUND.map(
    ([what, wish]): Case => ({
      name: `a schedule with ${what} is refused`,
      run: (target) => expectRefusal(createSchedule(target, wish), ValidationException),
    }),
  ),
  {
    name: "a schedule in a group that is not there is refused",
    run: (target) => expectRefusal(createSchedule(target, { GroupName: aName() }), ResourceNotFoundException),
  },
  {
    name: "a group is read, listed, and deleted with its schedules",
    async run(target) {
      const { Name, ScheduleGroupArn } = await createGroup(target);
      const { Name: schedule } = await createSchedule(target, { GroupName: Name });
      const read = await target.scheduler.send(new GetScheduleGroupCommand({ Name }));
      expect(read).toMatchObject({ Arn: ScheduleGroupArn, Name, State: "ACTIVE" });
      const listed = await target.scheduler.send(new ListScheduleGroupsCommand({ NamePrefix: Name }));
      expect(listed.ScheduleGroups).toMatchObject([{ Name, Arn: ScheduleGroupArn, State: "ACTIVE" }]);

      await target.scheduler.send(new DeleteScheduleGroupCommand({ Name }));

      await target.eventually(() => expectRefusal(get(target, schedule, Name), ResourceNotFoundException));
    },
  },
  {
    name: "a second group of a name is refused",
    async run(target) {
      const { Name } = await createGroup(target);

      await expectRefusal(createGroup(target, Name), ConflictException);
    },
  },
  {
    // That it can't be deleted is not tried: where it can, all other schedules would go with it.
    name: "the default group is there",
    async run({ scheduler }) {
      const { State } = await scheduler.send(new GetScheduleGroupCommand({ Name: "default" }));
      expect(State).toBe("ACTIVE");
    },
  },
  {
    name: "a group is tagged, and its tags are taken away by name",
    async run(target) {
      const { ScheduleGroupArn: ResourceArn } = await createGroup(target);
      const tags = async () => (await target.scheduler.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;

      await target.scheduler.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "team", Value: "a" }] }));
      expect(await tags()).toEqual([{ Key: "team", Value: "a" }]);
      await target.scheduler.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["team"] }));
      expect(await tags()).toEqual([]);
    },
  },
];
