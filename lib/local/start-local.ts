// The local runner: an endpoint, the queues on it, the real handler in child processes, and a poller for each queue.

import { createEndpointClient, type Endpoint, endpointVariables, toEndpoint } from "../aws/endpoint.ts";
import { countMessages, makeQueues, type QueuePair } from "../aws/queues.ts";
import { createSourceQueue } from "../aws/source-queue.ts";
import { queueVariable } from "../core/environment.ts";
import type { Clock, Priority } from "../core/ports.ts";
import type { QueueCounts } from "../core/queue-counts.ts";
import { type QueuePlan, toTopology } from "../core/topology.ts";
import { startEventSource } from "../engine/event-source/event-source.ts";
import { problemsToStandardError } from "../observe/standard-error.ts";
import { createFunctionPool } from "./function-pool.ts";
import { type CheckedLocalOptions, checkLocalOptions, type LocalOptions } from "./local-options.ts";
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

type Closer = () => Promise<void>;

/** Starts everything, or throws and leaves nothing running. */
export async function startLocalWith(options: LocalOptions, clock: Clock): Promise<LocalRunner> {
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
  const notice = options.onNotice ?? ((line) => process.stderr.write(`${line}\n`));
  const running = await startEndpoint(checked.endpoint, checked.port, clock);
  closers.push(running.close);

  const endpoint = toEndpoint(running.url, process.env);
  const client = createEndpointClient(endpoint);
  closers.push(async () => client.destroy());
  const { queues, functionTimeoutSeconds } = toTopology({ functionTimeoutSeconds: checked.timeoutSeconds });
  const pairs = new Map<QueuePlan, QueuePair>();
  for (const plan of queues) pairs.set(plan, await makeQueues(client, plan));
  const environment = toVariables(endpoint, pairs);

  const watch = checked.watch ? createWatch(clock, (file) => reload(file)) : undefined;
  if (watch !== undefined) closers.push(watch.close);
  const functionOptions = {
    jobs: checked.jobs,
    // AWS_PROFILE would make the SDK pass over the keys beside it.
    environment: { ...process.env, ...environment, ...options.environment, AWS_PROFILE: undefined },
    timeoutSeconds: functionTimeoutSeconds,
    clock,
    onEvent: options.onEvent ?? problemsToStandardError,
    onOutput: options.onOutput ?? ((line: string) => process.stdout.write(`${line}\n`)),
    onLoaded: (file: string) => watch?.add(file),
  };
  const functions = await createFunctionPool(functionOptions, queues.length);
  closers.push(functions.end);

  let reloads = Promise.resolve();
  function reload(file: string): void {
    const done = () => notice(`${file} has changed: the jobs are loaded anew (${functions.jobs().join(", ")}).`);
    const failed = (error: Error) => notice(`${error.message}\nUntil then the jobs run as they were.`);
    reloads = reloads.then(() => functions.reload()).then(done, failed);
  }

  const sources = [...pairs].map(([plan, pair]) =>
    startEventSource({
      source: createSourceQueue(client, pair.url),
      queueArn: pair.arn,
      batchSize: plan.batchSize,
      concurrency: checked.concurrency[plan.priority],
      invoke: functions.invoke,
      clock,
      random: Math.random,
      onProblem: notice,
    }),
  );
  const drained = async () => void (await Promise.all(sources.map((source) => source.stop())));
  closers.push(drained);

  let ended: Promise<void> | undefined;
  let stopping = false;
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
      ended ??= functions.end().then(() => closeAll(closers));
      await ended;
    },
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
