// The line of a standard queue: as the messages were sent, but that a noisy tenant's wait for those of the others.
// A tenant is a message group; a message without one is a tenant of its own, and never noisy.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-fair-queues-detailed.html

import { addEntry, createHeap, type HeapEntries, type HeapEntry, removeEntry } from "../heap.ts";
import type { Item } from "./item.ts";
import { NOISY_IN_FLIGHT, NOISY_SHARE } from "./limits.ts";
import type { Line } from "./line.ts";

/** Its own entry among the quiet, by the first of its ready messages: there can be as many tenants as messages. */
interface Tenant extends HeapEntry<Tenant> {
  readonly groupId: string;
  readonly ready: HeapEntries<Item>;
  inFlight: number;
}

/**
 * AWS also counts a tenant's share of the time that messages are in flight, and lets go of it only when its backlog is
 * used up; here it is noisy as long as it has too many in flight.
 */
export function createFairLine(): Line {
  const ungrouped = createHeap<Item>();
  const tenants = new Map<string, Tenant>();
  const quiet = createHeap<Tenant>();
  // Those found to be noisy, and so not among the quiet: each has more than a tenth of all in flight, so they are few.
  const noisy = new Set<Tenant>();
  let inFlight = 0;

  const isNoisy = (tenant: Tenant): boolean =>
    tenant.inFlight >= NOISY_IN_FLIGHT && tenant.inFlight > inFlight * NOISY_SHARE;

  const tenantOf = (groupId: string): Tenant => {
    let tenant = tenants.get(groupId);
    if (tenant === undefined) {
      tenant = createTenant(groupId);
      tenants.set(groupId, tenant);
    }
    return tenant;
  };

  /** Puts it where its first ready message belongs. */
  const settle = (tenant: Tenant): void => {
    if (noisy.has(tenant)) return;
    const rank = tenant.ready[0]?.rank;
    if (tenant.position >= 0) {
      if (rank === tenant.rank) return;
      quiet.remove(tenant);
    }
    if (rank === undefined) return;
    tenant.rank = rank;
    quiet.add(tenant);
  };

  const sort = (): void => {
    for (const tenant of noisy) {
      if (isNoisy(tenant)) continue;
      noisy.delete(tenant);
      settle(tenant);
    }
    for (let next = quiet.first(); next !== undefined && isNoisy(next.item); next = quiet.first()) {
      quiet.remove(next);
      noisy.add(next.item);
    }
  };

  const firstOfNoisy = (): Item | undefined => {
    let best: Tenant | undefined;
    for (const tenant of noisy) {
      if (tenant.ready.length > 0 && tenant.inFlight < (best?.inFlight ?? Number.POSITIVE_INFINITY)) best = tenant;
    }
    return best?.ready[0]?.item;
  };

  const first = (): Item | undefined => {
    sort();
    const alone = ungrouped.first();
    const tenant = quiet.first();
    if (tenant === undefined) return alone?.item ?? firstOfNoisy();
    return alone !== undefined && alone.rank < tenant.rank ? alone.item : tenant.item.ready[0]?.item;
  };

  return {
    enter(item) {
      const { state, place } = item;
      const { groupId } = item.message;
      if (state === "in-flight") inFlight++;
      if (groupId === undefined) {
        if (state === "ready") ungrouped.add(place);
      } else if (state !== "delayed") {
        const tenant = tenantOf(groupId);
        if (state === "in-flight") tenant.inFlight++;
        else addEntry(tenant.ready, place);
        settle(tenant);
      }
    },
    leave(item) {
      const { state, place } = item;
      const { groupId } = item.message;
      if (state === "in-flight") inFlight--;
      if (groupId === undefined) {
        if (state === "ready") ungrouped.remove(place);
      } else if (state !== "delayed") {
        const tenant = tenantOf(groupId);
        if (state === "in-flight") tenant.inFlight--;
        else removeEntry(tenant.ready, place);
        settle(tenant);
      }
    },
    forget({ message: { groupId } }) {
      const tenant = groupId === undefined ? undefined : tenants.get(groupId);
      if (tenant === undefined || tenant.inFlight > 0 || tenant.ready.length > 0) return;
      tenants.delete(tenant.groupId);
      noisy.delete(tenant);
    },
    open: () => first,
  };
}

function createTenant(groupId: string): Tenant {
  const tenant = { item: undefined as unknown as Tenant, rank: 0, position: -1, groupId, ready: [], inFlight: 0 };
  tenant.item = tenant;
  return tenant;
}
