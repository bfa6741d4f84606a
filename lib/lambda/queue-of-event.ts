// Which of the two queues an event came from, by the names in the environment's URLs.

import { type Environment, priorityOfQueue, queueVariable } from "../core/environment.ts";
import { ErrandError } from "../core/errors.ts";
import type { Broker, Inbox, Priority } from "../core/ports.ts";

const HIGH = queueVariable("high", "queue");
const LOW = queueVariable("low", "queue");

export function priorityOf(arn: string, environment: Environment): Priority {
  return priorityOfQueue(environment, arn) ?? "low";
}

/** Whether the environment names a low queue, but this is neither that one nor the high one. */
export function isStrange(arn: string, environment: Environment): boolean {
  return Boolean(environment[LOW]) && priorityOfQueue(environment, arn) === undefined;
}

/** For messages of a queue that isn't known: a retry must not end up in another queue. */
export function refusing(arn: string): { readonly broker: Broker; readonly inbox: Inbox } {
  const refuse = async (): Promise<never> => {
    throw new ErrandError(
      "not_configured",
      `The message came from ${arn}, but neither ${HIGH} nor ${LOW} names that queue, so it can't be sent back there. ` +
        "Set the variable of that queue's priority to its URL.",
    );
  };
  return {
    broker: { send: refuse, retry: refuse, bury: refuse },
    inbox: { acknowledge: refuse, hide: refuse, visibilitySeconds: refuse },
  };
}
