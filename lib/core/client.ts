// Enqueueing: from a job and its arguments to messages that a broker has taken, and the receipts for them.

import type { TellingBroker } from "./client-broker.ts";
import { definitionOf, type JobDefinition } from "./definition.ts";
import { TEN_YEARS_SECONDS, toSeconds } from "./duration.ts";
import type { EnqueueEntry } from "./enqueue-many-error.ts";
import type { EnqueueOptions, Enqueuer, Receipt } from "./enqueuer.ts";
import type { Envelope } from "./envelope.ts";
import { findNonJson } from "./json.ts";
import { expectKnownKeys, expectPriority } from "./options.ts";
import type { Post, Priority } from "./ports.ts";
import { toPost } from "./post.ts";
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
  /** As `drain`, for what was enqueued through this client. */
  drain(options?: DrainOptions): Promise<void>;
}

/** What each client is joined to, for what else is done through it. */
export const worlds = new WeakMap<Client, ClientWorld>();

/** Kept free in a message for what a retry or a death adds to it: the history and the reason. */
const RESERVED_BYTES = 16_384;

/** The wording of what is refused, loaded when something is. */
const refusals = () => import("./refusals.ts");

export function createClient(settings: Settings, world: ClientWorld): Client {
  const underWay = new Set<Promise<unknown>>();
  let broker: Promise<TellingBroker> | undefined;
  const connect = (): Promise<TellingBroker> => {
    broker ??= import("./broker-by-mode.ts")
      .then(({ createBroker }) => createBroker(settings, world))
      .catch((error: unknown) => {
        broker = undefined; // so that the next call tries anew, once the configuration is mended
        throw error;
      });
    return broker;
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
    const delaySeconds = checkOptions(options, definition);
    const priority = options.priority ?? definition.priority;
    const now = world.clock.now();
    const posts: Post[] = [];
    const receipts: Receipt[] = [];
    const placeOf = (index: number) => `Job "${definition.name}"${many ? `, entry ${index}` : ""}`;
    // Sealed before anything is waited for: what the caller changes in its objects afterwards must not travel.
    for (const [index, args] of list.entries()) {
      const where = placeOf(index);
      if (!Array.isArray(args)) throw (await refusals()).notAList(args, where);
      const problem = findNonJson(args);
      if (problem !== undefined) throw (await refusals()).notJson(problem, where);
      const envelope = toEnvelope(definition.name, args, priority, now, delaySeconds);
      const sealed = toPost(envelope, priority, now, world.limits);
      const most = world.limits.messageBytes - RESERVED_BYTES;
      if (Buffer.byteLength(sealed.body) > most) throw (await refusals()).tooLarge(sealed, most, where);
      posts.push(sealed);
      receipts.push({ id: envelope.id, job: definition.name, priority, dueAt: new Date(now + delaySeconds * 1000) });
    }
    if (posts.length === 0) return [];
    if (definition.schema !== undefined) {
      const { parseArgs } = await import("./parse-args.ts");
      for (const [index, args] of list.entries()) {
        const parsed = await parseArgs(definition.schema, args);
        if (!parsed.ok) throw (await refusals()).refusedBySchema(parsed.message, placeOf(index));
      }
    }
    const broker = await connect();
    const onAccepted = ({ id }: Post): void => {
      const at = world.clock.now();
      broker.emit({ type: "job.enqueued", job: definition.name, id, priority, attempt: 1, at, delaySeconds });
    };
    const answers = await broker.send(posts, definition, onAccepted);
    return answers.map(
      (answer, index): EnqueueEntry => (answer.ok ? { ok: true, receipt: receipts[index] as Receipt } : answer),
    );
  };

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
    async drain(options = {}) {
      const timeoutSeconds = (await import("./drain-options.ts")).toTimeoutSeconds(options);
      await Promise.allSettled(underWay);
      if (broker !== undefined) await (await broker).drain(timeoutSeconds);
    },
  };
  worlds.set(client, world);
  return client;
}

/** The delay in seconds. */
function checkOptions(options: EnqueueOptions, { name }: JobDefinition): number {
  expectKnownKeys(options, ["delay", "priority"], `Job "${name}": with(options)`);
  if (options.priority !== undefined) expectPriority(options.priority, `Job "${name}"`);
  const range = { what: `Job "${name}": "delay"`, min: 0, max: TEN_YEARS_SECONDS, hint: "To run now, leave it out." };
  return toSeconds(options.delay ?? 0, range);
}

function toEnvelope(
  name: string,
  args: readonly unknown[],
  priority: Priority,
  now: number,
  delaySeconds: number,
): Envelope {
  const envelope: Envelope = {
    errand: 1,
    id: newId(now),
    function: name,
    args,
    attempt: 1,
    enqueuedAt: new Date(now).toISOString(),
    priority,
  };
  if (delaySeconds === 0) return envelope;
  return { ...envelope, notBefore: new Date(now + delaySeconds * 1000).toISOString() };
}
