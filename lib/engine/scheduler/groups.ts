// The groups that schedules are in, with their tags. The default one is always there.

import { conflict, invalid, notFound } from "./errors.ts";
import { DEFAULT_GROUP, groupArn, type Place } from "./names.ts";

export interface Group {
  readonly name: string;
  readonly arn: string;
  readonly createdAt: number;
  modifiedAt: number;
  readonly tags: Map<string, string>;
}

export interface Groups {
  create(name: string, tags: ReadonlyMap<string, string>): Group;
  delete(name: string): void;
  at(name: string): Group;
  atArn(arn: string): Group;
  /** Ordered by name. */
  all(): readonly Group[];
}

export function createGroups(now: () => number, place: Place): Groups {
  const groups = new Map<string, Group>();

  const add = (name: string, tags: ReadonlyMap<string, string>): Group => {
    const createdAt = now();
    const group = { name, arn: groupArn(place, name), createdAt, modifiedAt: createdAt, tags: new Map(tags) };
    groups.set(name, group);
    return group;
  };

  const at = (name: string): Group => {
    const group = groups.get(name);
    if (group === undefined) throw notFound("Schedule group", name);
    return group;
  };

  add(DEFAULT_GROUP, new Map());
  return {
    create(name, tags) {
      if (groups.has(name)) throw conflict(`Schedule group ${name} already exists.`);
      return add(name, tags);
    },
    delete(name) {
      if (name === DEFAULT_GROUP) throw invalid("The default schedule group can't be deleted.");
      groups.delete(at(name).name);
    },
    at,
    atArn(arn) {
      const group = [...groups.values()].find((one) => one.arn === arn);
      if (group === undefined) throw notFound("Resource", arn);
      return group;
    },
    all: () => [...groups.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
}
