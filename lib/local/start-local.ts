// The local runner: an endpoint, the queues on it, the real handler in child processes, and a poller for each queue.

import { createEndpointClient, type Endpoint, endpointVariables, MISLEADING_VARIABLES } from "../aws/endpoint.ts";
import { countMessages, makeQueues, type QueuePair } from "../aws/queues.ts";
import { createSourceQueue } from "../aws/source-queue.ts";
import { guarded, guardedLine } from "../core/emit.ts";
import { queueVariable } from "../core/environment.ts";
import { ErrandError } from "../core/errors.ts";
import type { Clock, Priority } from "../core/ports.ts";
import type { QueueCounts } from "../core/queue-counts.ts";
import { type QueuePlan, toTopology } from "../core/topology.ts";
import { startEventSource } from "../engine/event-source/event-source.ts";
import { problemsToStandardError } from "../observe/standard-error.ts";
import { createFunctionPool } from "./function-pool.ts";
import { type CheckedLocalOptions, checkLocalOptions, type LocalOptions } from "./local-options.ts";
import { expectNode } from "./node-version.ts";
import { startEndpoint } from "./start-endpoint.ts";
import { createWatch } from "./watch.ts";

/** A local runner that is ready. */
export interface LocalRunner {
  /** Where any AWS client reaches the queues. */
  readonly endpoint: string;
  /** The variables with which another process, or this one, enqueues here: endpoint, region, keys, queue URLs, mode. */
  readonly environment: Readonly<Record<string, string>>;
  /** The names of the jobs that run now. */
  jobs(): readonly string[];
  /** How many messages each priority's queues hold. */
  counts(): Promise<Readonly<Record<Priority, QueueCounts>>>;
  /**
   * Receives no more, lets running jobs finish for at most `graceSeconds` (default 10), then ends everything. Calling
   * it again ends what is left at once. The engine keeps messages in memory only: what is still queued is gone.
   */
  stop(graceSeconds?: number): Promise<void>;
}

/** How long a poll that is under way may still take, before its connection is closed on it. */
const LAST_POLL_SECONDS = 3;

type Closer = () => Promise<void>;

/** Starts everything, or throws and leaves nothing running. */
export async function startLocalWith(options: LocalOptions, clock: Clock): Promise<LocalRunner> {
  expectNode(process.versions.node);
  const checked = checkLocalOptions(options);
  const closers: Closer[] = [];
  try {
    return await start(options, checked, clock, closers);
  } catch (error) {
    await closeAll(closers);
    throw error;
  }
}

async function start(
  options: LocalOptions,
  checked: CheckedLocalOptions,
  clock: Clock,
  closers: Closer[],
): Promise<LocalRunner> {
  const notice = guardedLine(options.onNotice ?? ((line) => process.stderr.write(`${line}\n`)));
  const { endpoint, close } = await startEndpoint(checked.endpoint, checked.port, process.env, clock);
  closers.push(close);

  const client = createEndpointClient(endpoint);
  closers.push(async () => client.destroy());
  const { queues, functionTimeoutSeconds } = toTopology({ functionTimeoutSeconds: checked.timeoutSeconds });
  const pairs = new Map<QueuePlan, QueuePair>();
  for (const plan of queues) pairs.set(plan, await makeQueues(client, plan).catch(unreachable(endpoint)));
  const environment = toVariables(endpoint, pairs);

  const watch = checked.watch ? createWatch(clock, (file) => void reload(file), notice) : undefined;
  if (watch !== undefined) closers.push(watch.close);
  const functionOptions = {
    jobs: checked.jobs,
    environment: {
      ...process.env,
      ...(checked.endpoint === undefined ? MISLEADING_VARIABLES : {}),
      ...environment,
      ...options.environment,
    },
    timeoutSeconds: functionTimeoutSeconds,
    clock,
    onEvent: guarded(options.onEvent ?? problemsToStandardError),
    onOutput: guardedLine(options.onOutput ?? ((line) => process.stdout.write(`${line}\n`))),
    onLoaded: (file: string) => watch?.add(file),
  };
  const functions = await createFunctionPool(functionOptions, queues.length);
  closers.push(functions.end);

  let stopping = false;
  let reloading = false;
  let changed: string | undefined;
  /** One load at a time; changes during one are followed by one more, however many they were. */
  async function reload(file: string): Promise<void> {
    changed = file;
    if (reloading) return;
    reloading = true;
    while (changed !== undefined && !stopping) {
      const latest = changed;
      changed = undefined;
      await functions.reload().then(
        () => notice(`${latest} has changed: the jobs are loaded anew (${functions.jobs().join(", ")}).`),
        (error: Error) =>
          notice(`${error.message}\nThe jobs run on as they were; mend the file, and it is loaded again.`),
      );
    }
    reloading = false;
  }

  const sources = [...pairs].map(([plan, pair]) =>
    startEventSource({
      source: createSourceQueue(client, pair.url),
      queueArn: pair.arn,
      visibilitySeconds: plan.visibilitySeconds,
      batchSize: plan.batchSize,
      concurrency: checked.concurrency[plan.priority],
      invoke: functions.invoke,
      clock,
      random: Math.random,
      onProblem: notice,
    }),
  );
  const drained = async () => void (await Promise.all(sources.map((source) => source.stop())));
  const end = async (): Promise<void> => {
    await functions.end(); // first: what the pollers wait for ends with it
    await withinGrace(drained(), LAST_POLL_SECONDS, clock);
    await closeAll(closers);
  };

  let ended: Promise<void> | undefined;
  return {
    endpoint: endpoint.url,
    environment,
    jobs: functions.jobs,
    async counts() {
      const counts = [...pairs].map(async ([{ priority }, pair]) => [priority, await countMessages(client, pair)]);
      return Object.fromEntries(await Promise.all(counts));
    },
    async stop(graceSeconds = 10) {
      if (!stopping) {
        stopping = true;
        await withinGrace(drained(), graceSeconds, clock);
      }
      ended ??= end();
      await ended;
    },
  };
}

function unreachable(endpoint: Endpoint): (cause: Error) => never {
  return (cause) => {
    throw new ErrandError(
      "local_failed",
      `The queues can't be made at ${endpoint.url}: ${cause.name}: ${cause.message}. Start what should answer there, or leave the endpoint out to use the engine.`,
      { cause },
    );
  };
}

function toVariables(endpoint: Endpoint, pairs: ReadonlyMap<QueuePlan, QueuePair>): Record<string, string> {
  const variables: Record<string, string> = { ...endpointVariables(endpoint), ERRAND_MODE: "sqs" };
  for (const [{ priority }, { url, deadUrl }] of pairs) {
    variables[queueVariable(priority, "queue")] = url;
    variables[queueVariable(priority, "dead")] = deadUrl;
  }
  return variables;
}

async function withinGrace(work: Promise<void>, graceSeconds: number, clock: Clock): Promise<void> {
  let disarm: (() => void) | undefined;
  const over = new Promise<void>((resolve) => {
    disarm = clock.after(graceSeconds * 1000, resolve);
  });
  await Promise.race([work, over]);
  disarm?.();
}

/** The last opened first. */
async function closeAll(closers: readonly Closer[]): Promise<void> {
  for (const close of closers.toReversed()) await close();
}
