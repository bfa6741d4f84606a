import {
  ConflictException,
  CreateScheduleGroupCommand,
  DeleteScheduleGroupCommand,
  GetScheduleCommand,
  GetScheduleGroupCommand,
  ListScheduleGroupsCommand,
  ListTagsForResourceCommand,
  ResourceNotFoundException,
  TagResourceCommand,
  UntagResourceCommand,
  ValidationException,
} from "@aws-sdk/client-scheduler";
import { expect, test } from "vitest";
import { anEngineScheduler } from "../../support/engine-scheduler.ts";

const ARN = "arn:aws:scheduler:us-east-1:000000000000:schedule-group";

test("the default group is always there, and stays", async () => {
  const { scheduler } = await anEngineScheduler();

  const { $metadata: _, ...group } = await scheduler.send(new GetScheduleGroupCommand({ Name: "default" }));

  const date = new Date("2026-01-01T12:00:00Z");
  expect(group).toEqual({
    Arn: `${ARN}/default`,
    Name: "default",
    State: "ACTIVE",
    CreationDate: date,
    LastModificationDate: date,
  });
  const deleted = scheduler.send(new DeleteScheduleGroupCommand({ Name: "default" }));
  await expect(deleted).rejects.toBeInstanceOf(ValidationException);
});

test("a group is created once, listed by its prefix and in pages", async () => {
  const { scheduler } = await anEngineScheduler();
  for (const Name of ["b", "a-1", "a-2"]) await scheduler.send(new CreateScheduleGroupCommand({ Name }));

  const again = scheduler.send(new CreateScheduleGroupCommand({ Name: "b" }));
  await expect(again).rejects.toBeInstanceOf(ConflictException);
  const list = async (input: object) => {
    const { ScheduleGroups = [], NextToken } = await scheduler.send(new ListScheduleGroupsCommand(input));
    return { names: ScheduleGroups.map(({ Name }) => Name), NextToken };
  };
  expect(await list({})).toEqual({ names: ["a-1", "a-2", "b", "default"] });
  expect(await list({ NamePrefix: "a" })).toEqual({ names: ["a-1", "a-2"] });
  const { names, NextToken } = await list({ MaxResults: 3 });
  expect(names).toEqual(["a-1", "a-2", "b"]);
  expect(await list({ NextToken })).toEqual({ names: ["default"] });
});

test("a group that is deleted takes its schedules along, and they run no more", async () => {
  const { scheduler, create, clock, bodies } = await anEngineScheduler();
  await scheduler.send(new CreateScheduleGroupCommand({ Name: "g" }));
  await create({ GroupName: "g" });

  await scheduler.send(new DeleteScheduleGroupCommand({ Name: "g" }));
  await clock.advance(600_000);

  expect(await bodies("jobs")).toEqual([]);
  const got = scheduler.send(new GetScheduleCommand({ Name: "tick", GroupName: "g" }));
  await expect(got).rejects.toBeInstanceOf(ResourceNotFoundException);
  const deleted = scheduler.send(new DeleteScheduleGroupCommand({ Name: "g" }));
  await expect(deleted).rejects.toThrow("Schedule group g does not exist.");
});

test("groups have tags", async () => {
  const { scheduler } = await anEngineScheduler();
  const Tags = [{ Key: "team", Value: "a" }];
  const { ScheduleGroupArn: ResourceArn } = await scheduler.send(new CreateScheduleGroupCommand({ Name: "g", Tags }));
  const list = async () => (await scheduler.send(new ListTagsForResourceCommand({ ResourceArn }))).Tags;
  expect(await list()).toEqual(Tags);

  const more = [
    { Key: "team", Value: "b" },
    { Key: "cost & co", Value: "1" },
  ];
  await scheduler.send(new TagResourceCommand({ ResourceArn, Tags: more }));
  expect(await list()).toEqual(more);

  await scheduler.send(new UntagResourceCommand({ ResourceArn, TagKeys: ["cost & co", "none"] }));
  expect(await list()).toEqual([{ Key: "team", Value: "b" }]);
});

test("only groups have, and only those that are there", async () => {
  const { scheduler } = await anEngineScheduler();
  const tag = (ResourceArn: string) =>
    scheduler.send(new TagResourceCommand({ ResourceArn, Tags: [{ Key: "a", Value: "b" }] }));

  await expect(tag(`${ARN}/none`)).rejects.toBeInstanceOf(ResourceNotFoundException);
  const schedule = "arn:aws:scheduler:us-east-1:000000000000:schedule/default/tick";
  await expect(tag(schedule)).rejects.toBeInstanceOf(ValidationException);
});
