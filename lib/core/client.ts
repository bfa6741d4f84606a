// Enqueueing: from a job and its arguments to messages that a broker has taken, and the receipts for them.

import type { ClientBroker } from "./client-broker.ts";
import { definitionOf, type JobDefinition } from "./definition.ts";
import { TEN_YEARS_SECONDS, toSeconds } from "./duration.ts";
import { guarded } from "./emit.ts";
import { type EnqueueEntry, EnqueueManyError } from "./enqueue-many-error.ts";
import type { EnqueueOptions, Enqueuer, Receipt } from "./enqueuer.ts";
import type { Envelope } from "./envelope.ts";
import { ErrandError, show } from "./errors.ts";
import { findNonJson } from "./json.ts";
import { expectKnownKeys, expectPriority } from "./options.ts";
import type { Limits, Post, Priority } from "./ports.ts";
import { toPost } from "./post.ts";
import { parseArgs } from "./schema.ts";
import type { ClientWorld, DrainOptions, Settings } from "./settings.ts";
import { newId } from "./uuid.ts";

/** Posts jobs. `errand`'s own `job(…).enqueue` uses one client for the whole process. */
export interface Client {
  /** As `job.enqueue(...args)`, through this client. */
  enqueue<Args extends readonly unknown[]>(job: Enqueuer<Args>, args: Args, options?: EnqueueOptions): Promise<Receipt>;
  /** As `job.enqueueMany(list)`, through this client. */
  enqueueMany<Args extends readonly unknown[]>(
    job: Enqueuer<Args>,
    list: Iterable<Args>,
    options?: EnqueueOptions,
  ): Promise<readonly Receipt[]>;
  /** As `drain`, for what was enqueued through this client. */
  drain(options?: DrainOptions): Promise<void>;
}

/** Kept free in a message for what a retry or a death adds to it: the history and the reason. */
const RESERVED_BYTES = 16_384;

export function createClient(settings: Settings, world: ClientWorld): Client {
  const emit = guarded(settings.onEvent ?? (() => {}));
  const known = new Map<string, JobDefinition>();
  let broker: Promise<ClientBroker> | undefined;
  const connect = (): Promise<ClientBroker> => {
    broker ??= import("./broker-by-mode.ts")
      .then(({ createBroker }) => createBroker(settings, { ...world, catalog: known }))
      .catch((error: unknown) => {
        broker = undefined; // so that the next call tries anew, once the configuration is mended
        throw error;
      });
    return broker;
  };

  const post = async (job: unknown, list: readonly (readonly unknown[])[], options: EnqueueOptions, many: boolean) => {
    const definition = expectJob(job);
    const delaySeconds = checkOptions(options, definition);
    const priority = options.priority ?? definition.priority;
    const now = world.clock.now();
    const posts: Post[] = [];
    const receipts: Receipt[] = [];
    const placeOf = (index: number) => `Job "${definition.name}"${many ? `, entry ${index}` : ""}`;
    // Sealed before anything is waited for: what the caller changes in its objects afterwards must not travel.
    for (const [index, args] of list.entries()) {
      const where = placeOf(index);
      const problem = findNonJson(args);
      if (problem !== undefined) throw (await import("./invalid-args.ts")).toInvalidArgs(problem, where);
      const envelope = toEnvelope(definition.name, args, priority, now, delaySeconds);
      posts.push(expectToFit(toPost(envelope, priority, now, world.limits), world.limits, where));
      receipts.push({ id: envelope.id, job: definition.name, priority, dueAt: new Date(now + delaySeconds * 1000) });
    }
    if (posts.length === 0) return [];
    if (definition.schema !== undefined) {
      for (const [index, args] of list.entries()) {
        const parsed = await parseArgs(definition.schema, args);
        if (!parsed.ok) throw new ErrandError("invalid_args", `${placeOf(index)}: ${parsed.message}`);
      }
    }
    known.set(definition.name, definition);
    const answers = await (await connect()).send(posts);
    return posts.map(({ id }, index): EnqueueEntry => {
      const answer = answers[index];
      if (answer === undefined)
        throw new Error(`The broker gave no answer for message ${id}; this is a bug in Errand.`);
      if (!answer.ok) return answer;
      const receipt = receipts[index] as Receipt;
      const at = world.clock.now();
      emit({ type: "job.enqueued", job: receipt.job, id, priority, attempt: 1, at, delaySeconds });
      return { ok: true, receipt };
    });
  };

  return {
    async enqueue(job, args, options = {}) {
      const [entry] = await post(job, [args], options, false);
      if (entry?.ok) return entry.receipt;
      throw entry?.error;
    },
    async enqueueMany(job, list, options = {}) {
      const entries = await post(job, [...list], options, true);
      const receipts = entries.flatMap((entry) => (entry.ok ? [entry.receipt] : []));
      if (receipts.length === entries.length) return receipts;
      throw new EnqueueManyError(definitionOf(job)?.name ?? "", entries);
    },
    async drain(options = {}) {
      if (broker !== undefined) await (await broker).drain(options);
    },
  };
}

function expectJob(job: unknown): JobDefinition {
  const definition = definitionOf(job);
  if (definition !== undefined) return definition;
  throw new ErrandError(
    "invalid_option",
    `Only a job can be enqueued, got ${show(job)}. Give what job("name", fn) returns.`,
  );
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

function expectToFit(post: Post, limits: Limits, where: string): Post {
  const bytes = Buffer.byteLength(post.body);
  const most = limits.messageBytes - RESERVED_BYTES;
  if (bytes <= most) return post;
  throw new ErrandError(
    "args_too_large",
    `${where}: its message may be at most ${most.toLocaleString("en")} bytes, got ${bytes.toLocaleString("en")}. ` +
      "Store the data elsewhere and send where it is.",
  );
}
