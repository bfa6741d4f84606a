// Enqueueing: from a job and its arguments to sealed messages, and from what became of them to receipts.

import { current } from "./current.ts";
import { definitionOf, type JobDefinition } from "./definition.ts";
import { TEN_YEARS_SECONDS, toSeconds } from "./duration.ts";
import type { EnqueueOptions, Enqueuer, JobReference, JobSchedule, Receipt } from "./enqueuer.ts";
import type { Envelope } from "./envelope.ts";
import { findNonJson } from "./json.ts";
import { expectKnownKeys, expectPriority } from "./options.ts";
import type { Priority } from "./ports.ts";
import { toPost } from "./post.ts";
import type { Poster, Sealed } from "./poster.ts";
import type { Schedule } from "./schedule.ts";
import type { ClientWorld, DrainOptions, Settings } from "./settings.ts";
import { newId } from "./uuid.ts";

/** Posts jobs. `errand`'s own `job(…).enqueue` uses one client for the whole process. */
export interface Client {
  /** As `job.enqueue(...args)`, through this client. */
  enqueue<Args extends readonly unknown[]>(
    job: Enqueuer<Args>,
    args: Readonly<NoInfer<Args>>,
    options?: EnqueueOptions,
  ): Promise<Receipt>;
  /** As `job.enqueueMany(list)`, through this client. */
  enqueueMany<Args extends readonly unknown[]>(
    job: Enqueuer<Args>,
    list: Iterable<Readonly<NoInfer<Args>>>,
    options?: EnqueueOptions,
  ): Promise<readonly Receipt[]>;
  /** As `job.byId(id)`, through this client. */
  byId<Args extends readonly unknown[]>(job: Enqueuer<Args>, id: string): JobReference;
  /** As `job.schedule(id, schedule, ...args)`, through this client. */
  schedule<Args extends readonly unknown[]>(
    job: Enqueuer<Args>,
    id: string,
    schedule: Schedule<readonly []>,
    args: Readonly<NoInfer<Args>>,
    options?: EnqueueOptions,
  ): Promise<void>;
  /** As `job.unschedule(id)`, through this client. */
  unschedule<Args extends readonly unknown[]>(job: Enqueuer<Args>, id: string): Promise<boolean>;
  /** As `job.schedules()`, through this client. */
  schedules<Args extends readonly unknown[]>(job: Enqueuer<Args>): Promise<readonly JobSchedule[]>;
  /** As `drain`, for what was enqueued through this client. */
  drain(options?: DrainOptions): Promise<void>;
}

/** What each client is joined to, for what else is done through it. */
export const worlds = new WeakMap<Client, ClientWorld>();

/** Kept free in a message for what a retry or a death adds to it: the history and the reason. */
const RESERVED_BYTES = 16_384;

/** A job that enqueues another with such a wait makes no loop that runs hot. */
const LONG_WAIT_SECONDS = 60;

/** The wording of what is refused, loaded when something is. */
const refusals = () => import("./refusals.ts");

export function createClient(settings: Settings, world: ClientWorld): Client {
  const underWay = new Set<Promise<unknown>>();
  let poster: Promise<Poster> | undefined;
  const loadPoster = (): Promise<Poster> => {
    poster ??= import("./poster.ts").then(({ createPoster }) => createPoster(settings, world));
    return poster;
  };

  /** Kept in sight until it has settled, so that `drain` finds what was enqueued but not awaited. */
  const inSight = <Result>(posting: Promise<Result>): Promise<Result> => {
    underWay.add(posting);
    const forget = () => void underWay.delete(posting);
    posting.then(forget, forget);
    return posting;
  };

  const post = async (job: unknown, list: readonly (readonly unknown[])[], options: EnqueueOptions, many: boolean) => {
    const definition = definitionOf(job);
    if (definition === undefined) throw (await refusals()).noJob(job);
    let delaySeconds = checkOptions(options, definition);
    const priority = options.priority ?? definition.priority;
    const now = world.clock.now();
    const whereOf = (index: number) => `Job "${definition.name}"${many ? `, entry ${index}` : ""}`;
    for (const [index, args] of list.entries()) {
      if (!Array.isArray(args)) throw (await refusals()).notAList(args, whereOf(index));
      const problem = findNonJson(args);
      if (problem !== undefined) throw (await refusals()).notJson(problem, whereOf(index));
    }
    // Copied, or sealed, before anything is waited for: what the caller changes in its objects afterwards must not travel.
    let copies = list;
    if (options.at !== undefined || options.timeZone !== undefined) {
      copies = structuredClone(list);
      delaySeconds = (await import("./timing.ts")).toDelaySeconds(options, `Job "${definition.name}"`, now);
    }
    const sealed: Sealed[] = [];
    for (const [index, args] of copies.entries()) {
      const where = whereOf(index);
      const envelope = toEnvelope(definition, args, priority, now, delaySeconds);
      const message = toPost(envelope, priority, now, world.limits);
      const most = world.limits.messageBytes - RESERVED_BYTES;
      if (Buffer.byteLength(message.body) > most) throw (await refusals()).tooLarge(message, most, where);
      sealed.push({ where, args, message, dueAt: now + Math.round(delaySeconds * 1000) });
    }
    return sealed.length === 0 ? [] : (await loadPoster()).post(definition, sealed, delaySeconds);
  };

  const plan = async () => (await loadPoster()).planning();

  const client: Client = {
    async enqueue(job, args, options = {}) {
      const [entry] = await inSight(post(job, [args], options, false));
      if (entry?.ok) return entry.receipt;
      throw entry?.error;
    },
    async enqueueMany(job, list, options = {}) {
      if (typeof list?.[Symbol.iterator] !== "function") throw (await refusals()).notAList(list, "enqueueMany(list)");
      const entries = await inSight(post(job, [...list], options, true));
      const receipts = entries.flatMap((entry) => (entry.ok ? [entry.receipt] : []));
      if (receipts.length === entries.length) return receipts;
      throw (await refusals()).incomplete(definitionOf(job)?.name ?? "", entries);
    },
    byId: (job, id) => ({
      id,
      job: definitionOf(job)?.name ?? "",
      cancel: async () => (await plan()).cancel(job, id),
      reschedule: async (when) => (await plan()).reschedule(job, id, when),
    }),
    schedule: async (...given) => (await plan()).schedule(...given),
    unschedule: async (job, id) => (await plan()).unschedule(job, id),
    schedules: async (job) => (await plan()).schedules(job),
    async drain(options = {}) {
      const timeoutSeconds = (await import("./drain-options.ts")).toTimeoutSeconds(options);
      await Promise.allSettled(underWay);
      await (await poster)?.drain(timeoutSeconds);
    },
  };
  worlds.set(client, world);
  return client;
}

/** The delay in seconds. */
function checkOptions(options: EnqueueOptions, { name }: JobDefinition): number {
  expectKnownKeys(options, ["delay", "at", "timeZone", "priority"], `Job "${name}": with(options)`);
  if (options.priority !== undefined) expectPriority(options.priority, `Job "${name}"`);
  const range = { what: `Job "${name}": "delay"`, min: 0, max: TEN_YEARS_SECONDS, hint: "To run now, leave it out." };
  return toSeconds(options.delay ?? 0, range);
}

function toEnvelope(
  { name, expiresInSeconds }: JobDefinition,
  args: readonly unknown[],
  priority: Priority,
  now: number,
  delaySeconds: number,
): Envelope {
  const after = (seconds: number) => new Date(now + Math.round(seconds * 1000)).toISOString();
  const run = delaySeconds < LONG_WAIT_SECONDS ? current() : undefined;
  return {
    errand: 1,
    id: newId(now),
    function: name,
    args,
    attempt: 1,
    enqueuedAt: after(0),
    priority,
    ...(delaySeconds > 0 && { notBefore: after(delaySeconds), scheduledAt: after(delaySeconds) }),
    ...(expiresInSeconds && { expiresAt: after(delaySeconds + expiresInSeconds) }),
    ...(run && { hops: run.hops + 1 }),
  };
}
