// AddPermission and RemovePermission: statements of the queue's policy, which is kept and shown as AWS writes it.
// Nothing is refused by it: one process has nobody to keep out.

import { checkPolicy, invalidAttribute } from "../attribute-checks.ts";
import type { Call } from "../call.ts";
import { invalidValue, missing, SqsError } from "../errors.ts";
import { type Input, isObject, requiredText, textList } from "../input.ts";
import { parseObject } from "../json-object.ts";
import { MAXIMUM_PERMITTED_ACTIONS } from "../limits.ts";
import type { Queue } from "../queue.ts";
import { toSettings } from "../queue-settings.ts";

const LABEL = /^[A-Za-z0-9_-]{1,80}$/;
const ACCOUNT_ID = /^\d{12}$/;

// Those that a queue's owner can permit to others, as API_AddPermission.html has them.
const PERMITTED = new Set(
  "* ChangeMessageVisibility DeleteMessage GetQueueAttributes GetQueueUrl ReceiveMessage SendMessage".split(" "),
);

export function addPermission({ input, queues }: Call): undefined {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const label = readLabel(input);
  const accounts = textList(input, "AWSAccountIds");
  const actions = textList(input, "Actions");
  if (accounts.length === 0) throw missing("AWSAccountIds");
  if (actions.length === 0) throw missing("Actions");
  for (const account of accounts) {
    if (!ACCOUNT_ID.test(account)) throw invalidValue("PrincipalId", account, "Unable to verify.");
  }
  for (const action of actions) {
    if (!PERMITTED.has(action)) {
      throw invalidValue("ActionName", `SQS:${action}`, `Only one of ${[...PERMITTED].join(", ")} can be permitted.`);
    }
  }
  if (actions.length > MAXIMUM_PERMITTED_ACTIONS) {
    const got = `${actions.length} Actions were found, maximum allowed is ${MAXIMUM_PERMITTED_ACTIONS}.`;
    throw new SqsError("OverLimit", got);
  }
  const { policy, statements } = readPolicy(queue);
  if (statements.some((statement) => isLabelled(statement, label))) {
    throw invalidValue("Label", label, "Already exists.");
  }
  const statement = {
    Sid: label,
    Effect: "Allow",
    Principal: { AWS: oneOrMany(accounts.map((account) => `arn:aws:iam::${account}:root`)) },
    Action: oneOrMany(actions.map((action) => `SQS:${action}`)),
    Resource: queue.arn,
  };
  write(queue, JSON.stringify({ ...policy, Statement: [...statements, statement] }));
}

export function removePermission({ input, queues }: Call): undefined {
  const queue = queues.at(requiredText(input, "QueueUrl"));
  const label = readLabel(input);
  const { policy, statements } = readPolicy(queue);
  const rest = statements.filter((statement) => !isLabelled(statement, label));
  if (rest.length === statements.length) throw invalidValue("Label", label, "can't find label.");
  write(queue, rest.length === 0 ? "" : JSON.stringify({ ...policy, Statement: rest }));
}

function readLabel(input: Input): string {
  const label = requiredText(input, "Label");
  if (LABEL.test(label)) return label;
  throw invalidValue(
    "Label",
    label,
    "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
  );
}

function readPolicy(queue: Queue): { readonly policy: Input; readonly statements: readonly unknown[] } {
  const text = queue.settings().attributes.get("Policy");
  if (text === undefined) {
    return { policy: { Version: "2008-10-17", Id: `${queue.arn}/SQSDefaultPolicy` }, statements: [] };
  }
  const policy = parseObject(text);
  // Any text can have been set as the policy: only here does somebody need to read it.
  if (policy === undefined) throw invalidAttribute("Policy", "The policy that the queue has is not a JSON object.");
  const { Statement: statements = [] } = policy;
  return { policy, statements: Array.isArray(statements) ? statements : [statements] };
}

function isLabelled(statement: unknown, label: string): boolean {
  return isObject(statement) && statement["Sid"] === label;
}

function write(queue: Queue, policy: string): void {
  queue.configure(toSettings(new Map([["Policy", checkPolicy(policy)]]), queue.settings().attributes));
}

function oneOrMany(values: readonly string[]): string | readonly string[] {
  const [first = "", ...others] = values;
  return others.length === 0 ? first : values;
}
