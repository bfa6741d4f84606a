// Enqueueing: from a job and its arguments to sealed messages, and from what became of them to receipts.

import type { Jobs } from "./catalog.ts";
import { capture } from "./context.ts";
import { definitionOf } from "./definition.ts";
import type { EnqueueEntry } from "./enqueue-many-error.ts";
import type { EnqueueOptions, Enqueuer, JobReference, JobSchedule, Receipt } from "./enqueuer.ts";
import { findNonJson } from "./json.ts";
import type { Poster } from "./poster.ts";
import type { PreparedMessage } from "./prepared-message.ts";
import type { Schedule } from "./schedule-mark.ts";
import type { DrainOptions, Settings } from "./settings.ts";
import type { ClientWorld } from "./world.ts";

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
  /** As `job.prepare(...args)`, through this client. */
  prepare<Args extends readonly unknown[]>(
    job: Enqueuer<Args>,
    args: Readonly<NoInfer<Args>>,
    options?: EnqueueOptions,
  ): Promise<PreparedMessage>;
  /**
   * Sends what was prepared, here or elsewhere, before: as it is, with the ids and signatures that it has. Sent twice, a job runs twice.
   *
   * @param options `jobs`: the module, object or array that holds the jobs; needed only in the modes `inline` and `background`.
   * @returns the receipts, in the order given.
   * @throws `ErrandError` `invalid_option` for what is no prepared message, before anything is sent; `EnqueueManyError`, which tells entry
   *   by entry, when not all were accepted.
   */
  send(messages: Iterable<PreparedMessage>, options?: SendOptions): Promise<readonly Receipt[]>;
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

/** How prepared messages are sent. */
export interface SendOptions {
  /** The module (`import * as jobs from "./jobs.ts"`), object or array that holds the jobs. */
  readonly jobs?: Jobs | undefined;
}

/** What each client is joined to and was told, for what else is done through it. */
export const worlds = new WeakMap<Client, ClientWorld & { readonly settings: Settings }>();

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

  /** What the poster is given: everything of the caller's is written down before anything is waited for. */
  const order = async (job: unknown, list: readonly Args[], options: EnqueueOptions | undefined, many: boolean) => {
    const now = world.clock.now();
    const captured = capture(settings.context?.capture);
    const texts = await toTexts(job, list, many);
    if (!captured.ok) throw (await refusals()).badContext(captured);
    return { job, texts, options, many, now, context: captured.text };
  };

  const post = async (...asked: Parameters<typeof order>) => {
    const given = await order(...asked);
    return given.texts.length === 0 ? [] : (await loadPoster()).post(given, reference);
  };

  const later =
    <Name extends keyof Poster["planning"]>(name: Name): Poster["planning"][Name] =>
    async (...given: readonly unknown[]) =>
      ((await loadPoster()).planning[name] as (...given: readonly unknown[]) => never)(...given);

  const reference = (job: string, id: string): JobReference => ({
    id,
    job,
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
      return receiptsOf(entries, `Job "${definitionOf(job)?.name}"`);
    },
    async prepare(job, args, options) {
      const given = await inSight(order(job, [args], options, false));
      const [message] = await inSight((await loadPoster()).prepare(given));
      return message as PreparedMessage;
    },
    async send(messages, options) {
      const { checkPrepared } = await import("./check-prepared.ts");
      const { list, catalog } = checkPrepared(messages, options);
      if (list.length === 0) return [];
      const entries = await inSight((await loadPoster()).send(list, catalog, reference));
      return receiptsOf(entries, "client.send");
    },
    byId: (job, id) => reference(definitionOf(job)?.name ?? "", id),
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
  // What an earlier process has spooled goes on its way without waiting for a first job.
  if (settings.whenUnavailable?.includes("spool")) setImmediate(() => void loadPoster().then(joined, () => {}));
  worlds.set(client, { ...world, settings });
  return client;
}

/** What is wrong with the configuration is told to whoever enqueues first. */
function joined(poster: Poster): void {
  poster.connect().catch(() => {});
}

async function receiptsOf(entries: readonly EnqueueEntry[], where: string): Promise<readonly Receipt[]> {
  const receipts = entries.flatMap((entry) => (entry.ok ? [entry.receipt] : []));
  if (receipts.length === entries.length) return receipts;
  throw (await refusals()).incomplete(where, entries);
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
