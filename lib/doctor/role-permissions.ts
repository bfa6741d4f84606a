// What a role may do with queues, as far as the templates tell: policies that aren't in them may allow anything.

import { isKnown, type Known, type Link, UNKNOWN } from "./deployment.ts";
import { referredKey } from "./intrinsics.ts";
import type { ToLink } from "./links.ts";
import { at, listAt } from "./reading.ts";
import type { Resolved } from "./template.ts";

/** Tells of the role that a text refers to; whether it may do an action with a queue. */
export type RolePermissions = (role: Known<string | undefined>) => (action: string, queue: Link) => Known<boolean>;

const POLICIES = ["AWS::IAM::Policy", "AWS::IAM::ManagedPolicy"];

export function createRolePermissions(resources: readonly Resolved[], toQueue: ToLink): RolePermissions {
  const policies = resources.filter(({ type }) => POLICIES.includes(type));
  return (text) => {
    if (text === undefined) return () => false;
    const key = isKnown(text) ? referredKey(text) : undefined;
    const role = resources.find((one) => one.key === key && one.type === "AWS::IAM::Role");
    if (role === undefined) return () => UNKNOWN;
    const inline = listAt(role.properties, "Policies");
    const managed = listAt(role.properties, "ManagedPolicyArns");
    const own = policies.filter(({ properties }) => isOf(listAt(properties, "Roles"), role.key));
    const documents = [
      ...(isKnown(inline) ? inline : []).map((policy) => at(policy, "PolicyDocument")),
      ...own.map(({ properties }) => properties["PolicyDocument"]),
    ];
    const isWhole = isKnown(inline) && isKnown(managed) && managed.length === 0;
    return (action, queue) => {
      const verdicts = documents.flatMap(statementsOf).map((statement) => allows(statement, action, queue, toQueue));
      if (verdicts.includes(true)) return true;
      return isWhole && verdicts.every((verdict) => verdict === false) ? false : UNKNOWN;
    };
  };
}

/** One that names roles in a way that isn't known here may be of any. */
function isOf(roles: Known<readonly unknown[]>, key: string): boolean {
  return !isKnown(roles) || roles.some((role) => typeof role !== "string" || referredKey(role) === key);
}

function statementsOf(document: unknown): readonly unknown[] {
  const statement = at(document, "Statement");
  return Array.isArray(statement) ? statement : [statement];
}

function allows(statement: unknown, action: string, queue: Link, toQueue: ToLink): Known<boolean> {
  if (at(statement, "Effect") !== "Allow") return false;
  const [actions, resources] = [toTexts(at(statement, "Action")), toTexts(at(statement, "Resource"))];
  if (actions === undefined || resources === undefined) return UNKNOWN;
  if (!actions.some((one) => matches(one, action))) return false;
  if (resources.some((resource) => resource === "*" || toQueue(resource) === queue)) return true;
  return resources.some((resource) => /[*?]/.test(resource) || !isKnown(toQueue(resource))) ? UNKNOWN : false;
}

function toTexts(value: unknown): readonly string[] | undefined {
  const list = Array.isArray(value) ? value : [value];
  return list.every((one) => typeof one === "string") ? list : undefined;
}

/** Actions are the same in capitals, and `*` stands for anything: IAM reference, "IAM JSON policy elements: Action". */
function matches(pattern: string, action: string): boolean {
  const [own, other] = [pattern.toLowerCase(), action.toLowerCase()];
  const parts = own.split("*");
  if (parts.length === 1) return own === other;
  return other.startsWith(parts[0] ?? "") && other.endsWith(parts.at(-1) ?? "");
}
