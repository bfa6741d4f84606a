// Enqueueing: from a job and its arguments to sealed messages, and from what became of them to receipts.

import { definitionOf } from "./definition.ts";
import type { EnqueueOptions, Enqueuer, JobReference, JobSchedule, Receipt } from "./enqueuer.ts";
import { findNonJson } from "./json.ts";
import type { Poster } from "./poster.ts";
import type { Schedule } from "./schedule-mark.ts";
import type { ClientWorld, DrainOptions, Settings } from "./settings.ts";

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

  const post = async (job: unknown, list: readonly Args[], options: EnqueueOptions | undefined, many: boolean) => {
    const now = world.clock.now();
    const texts = await toTexts(job, list, many);
    const reference = (id: string) => referenceTo(job, id);
    return texts.length === 0 ? [] : (await loadPoster()).post({ job, texts, options, many, now, reference });
  };

  const later =
    <Name extends keyof Poster["planning"]>(name: Name): Poster["planning"][Name] =>
    async (...given: readonly unknown[]) =>
      ((await loadPoster()).planning[name] as (...given: readonly unknown[]) => never)(...given);

  const referenceTo = (job: unknown, id: string): JobReference => ({
    id,
    job: definitionOf(job)?.name ?? "",
    cancel: () => later("cancel")(job, id),
    reschedule: (when) => later("reschedule")(job, id, when),
  });

  const client: Client = {
    async enqueue(job, args, options) {
      const [entry] = await inSight(post(job, [args], options, false));
      if (entry?.ok) return entry.receipt;
      throw entry?.error;
    },
    async enqueueMany(job, list, options) {
      if (typeof list?.[Symbol.iterator] !== "function") throw (await refusals()).notAList(list, "enqueueMany(list)");
      const entries = await inSight(post(job, [...list], options, true));
      const receipts = entries.flatMap((entry) => (entry.ok ? [entry.receipt] : []));
      if (receipts.length === entries.length) return receipts;
      throw (await refusals()).incomplete(definitionOf(job)?.name ?? "", entries);
    },
    byId: referenceTo,
    async schedule(job, id, schedule, args, options) {
      const [text = ""] = await toTexts(job, [args], false);
      await later("schedule")(job, id, schedule, text, options);
    },
    unschedule: later("unschedule"),
    schedules: later("schedules"),
    async drain(options = {}) {
      const timeoutSeconds = (await import("./drain-options.ts")).toTimeoutSeconds(options);
      await Promise.allSettled(underWay);
      await (await poster)?.drain(timeoutSeconds);
    },
  };
  worlds.set(client, world);
  return client;
}

/**
 * The arguments as they travel, written down before anything is waited for: what the caller changes in its objects
 * afterwards is not sent.
 */
async function toTexts(job: unknown, list: readonly Args[], many: boolean): Promise<readonly string[]> {
  const definition = definitionOf(job);
  if (definition === undefined) throw (await refusals()).noJob(job);
  const texts: string[] = [];
  for (const [index, args] of list.entries()) {
    const problem = Array.isArray(args) ? findNonJson(args) : NO_LIST;
    if (problem !== undefined) {
      const { notAList, notJson, placeOf } = await refusals();
      const where = placeOf(definition, many, index);
      throw problem === NO_LIST ? notAList(args, where) : notJson(problem, where);
    }
    texts.push(JSON.stringify(args));
  }
  return texts;
}

const NO_LIST = Symbol();

type Args = readonly unknown[];
