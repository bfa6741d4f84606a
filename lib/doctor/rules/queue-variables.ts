// A worker knows the queues that it reads by its variables, and sends retries and the dead by them.

import { type Container, isKnown, type LambdaFunction, type Link } from "../deployment.ts";
import { PAGES } from "../pages.ts";
import { namedQueues, type Patient } from "../patient.ts";
import { QUEUE_VARIABLE } from "../read-variables.ts";
import type { Complaint, Rule } from "../rule.ts";
import { propertyOf } from "./task.ts";

export const queueVariables: Rule = {
  name: "queue-variables",
  severity: "error",
  sentence: "A worker's variables name the queues that it reads, and their dead-letter queues.",
  remedy: "Set ERRAND_HIGH_QUEUE_URL or ERRAND_LOW_QUEUE_URL to the queue's URL, and the same with _DEAD_QUEUE_URL.",
  source: PAGES.environment,
  check: (patient) => [
    ...patient.workers.flatMap((worker) => checkWorker(worker, patient)),
    ...patient.containers.flatMap((container) => checkContainer(container, patient)),
  ],
};

const BURIAL = "A job whose attempts are used up could not be put there with its reason.";

/** It reads the queues that its variables name: only where their dead go may be missing. */
function checkContainer(container: Container, { pairs }: Patient): readonly Complaint[] {
  const { environment } = container;
  if (!isKnown(environment) || Object.values(environment).some((value) => !isKnown(value))) return [];
  const named = namedQueues(container, "queue");
  const dead = namedQueues(container, "dead");
  return pairs
    .filter((pair) => named.includes(pair.queue.key) && !dead.includes(pair.dead.key))
    .map((pair) => ({
      resource: container,
      property: propertyOf(container, "Environment"),
      expected: `ERRAND_HIGH_DEAD_QUEUE_URL or ERRAND_LOW_DEAD_QUEUE_URL with the URL of ${pair.dead.id}`,
      got: dead.length === 0 ? "neither" : dead.map(nameOf).join(" and "),
      because: BURIAL,
    }));
}

function checkWorker(worker: LambdaFunction, patient: Patient): readonly Complaint[] {
  const { environment } = worker;
  if (!isKnown(environment)) return [];
  const variables = Object.entries(environment).filter(([name]) => QUEUE_VARIABLE.test(name));
  // One that isn't known may name any of them.
  if (variables.some(([, link]) => !isKnown(link))) return [];
  const property = "Properties.Environment.Variables";
  const missing = (link: Link, role: "queue" | "dead", because: string): readonly Complaint[] => {
    const names = namedQueues(worker, role);
    if (names.includes(link)) return [];
    const kind = role === "dead" ? "DEAD_QUEUE_URL" : "QUEUE_URL";
    return [
      {
        resource: worker,
        property,
        expected: `ERRAND_HIGH_${kind} or ERRAND_LOW_${kind} with the URL of ${nameOf(link)}`,
        got: names.length === 0 ? "neither" : names.map(nameOf).join(" and "),
        because,
      },
    ];
  };
  return patient.feeds.flatMap(({ mapping: { source }, queue, worker: reader }) => {
    if (reader !== worker || !isKnown(source)) return [];
    const unread = missing(source, "queue", "It reads that queue, but can't send a retry back to it.");
    const dead = queue?.deadLetter;
    if (unread.length > 0 || dead === undefined || !isKnown(dead)) return unread;
    return missing(dead, "dead", BURIAL);
  });
}

/** As in the templates: a key is a template and a logical id. */
function nameOf(link: Link): string {
  return link.slice(link.lastIndexOf("#") + 1);
}
