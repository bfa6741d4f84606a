// A client whose calls count as under way, so that a harness doesn't let time pass before they have ended.

import type { Client } from "../core/client.ts";
import type { JobReference, Receipt } from "../core/enqueuer.ts";

/** Does what it is given, and counts it as under way meanwhile. */
type Track = <Result>(body: () => Promise<Result>) => Promise<Result>;

export function trackedClient(client: Client, track: Track): Client {
  const tracked = <Reference extends JobReference>(reference: Reference): Reference => ({
    ...reference,
    cancel: () => track(() => reference.cancel()),
    reschedule: (when) => track(() => reference.reschedule(when)),
  });
  const receipts = async (given: Promise<readonly Receipt[]>) => (await given).map((receipt) => tracked(receipt));
  return {
    enqueue: async (job, args, options) => tracked(await track(() => client.enqueue(job, args, options))),
    enqueueMany: (job, list, options) => track(() => receipts(client.enqueueMany(job, list, options))),
    prepare: (job, args, options) => track(() => client.prepare(job, args, options)),
    send: (messages, options) => track(() => receipts(client.send(messages, options))),
    byId: (job, id) => tracked(client.byId(job, id)),
    schedule: (job, id, schedule, args, options) => track(() => client.schedule(job, id, schedule, args, options)),
    unschedule: (job, id) => track(() => client.unschedule(job, id)),
    schedules: (job) => track(() => client.schedules(job)),
    drain: client.drain,
  };
}
