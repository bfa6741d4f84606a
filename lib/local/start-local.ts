// The local runner: an endpoint, the queues on it, the real handler in child processes, and a poller for each queue.
/// <reference lib="esnext.disposable" preserve="true" />

import { createEndpointClient, MISLEADING_VARIABLES } from "../aws/endpoint.ts";
import { countMessages, makeQueues } from "../aws/queues.ts";
import { createSourceQueue } from "../aws/source-queue.ts";
import { createSqsBroker } from "../aws/sqs-broker.ts";
import { guarded, guardedLine } from "../core/emit.ts";
import { createFirings } from "../core/firings.ts";
import { LONGEST_FUNCTION_SECONDS } from "../core/function-timeout.ts";
import { inTime } from "../core/in-time.ts";
import type { Clock, Priority } from "../core/ports.ts";
import type { QueueCounts } from "../core/queue-counts.ts";
import { toTopology } from "../core/topology.ts";
import { startEventSource } from "../engine/event-source/event-source.ts";
import { withoutRepeats } from "../lambda/repeated-firings.ts";
import { problemsToStandardError } from "../observe/standard-error.ts";
import { createFunctionPool } from "./function-pool.ts";
import { makeBucketAt, makeBucketFolder } from "./local-bucket.ts";
import { type CheckedLocalOptions, checkLocalOptions, type LocalOptions } from "./local-options.ts";
import { makeLocalQueues, toVariables } from "./local-queues.ts";
import { type LocalSchedule, toSchedule } from "./local-schedule.ts";
import { makeLocalSchedules } from "./local-schedules.ts";
import { expectNode } from "./node-version.ts";
import { createReloader } from "./reloader.ts";
import { startEndpoint } from "./start-endpoint.ts";
import { createWatch } from "./watch.ts";

/** A local runner that is ready. */
export interface LocalRunner extends AsyncDisposable {
  /** Where any AWS client reaches the queues. */
  readonly endpoint: string;
  /** The variables with which another process, or this one, enqueues here: endpoint, region, keys, queue URLs, bucket, mode. */
  readonly environment: Readonly<Record<string, string>>;
  /** The names of the jobs that run now. */
  jobs(): readonly string[];
  /** The schedules that stand in the definitions of the jobs that run now. */
  schedules(): readonly LocalSchedule[];
  /** How many messages each priority's queues hold. */
  counts(): Promise<Readonly<Record<Priority, QueueCounts>>>;
  /**
   * Receives no more, lets running jobs finish for at most `graceSeconds` (default 10), then ends everything. Called
   * again, or with 0, it ends what is left at once. Without `data` the engine keeps messages in memory only:
   * what is still queued is gone. `await using runner = …` calls it.
   */
  stop(graceSeconds?: number): Promise<void>;
}

/**
 * How long one poll waits. Short, because on stopping a poll must be left to finish: most emulators lose the next
 * message to a poll that was aborted.
 */
const POLL_SECONDS = 1;

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
  const { endpoint, close } = await startEndpoint(checked, process.env, clock, notice);
  closers.push(close);

  const client = createEndpointClient(endpoint);
  closers.push(async () => client.destroy());
  const topology = toTopology({ functionTimeoutSeconds: checked.timeoutSeconds });
  const queues = await makeLocalQueues(endpoint, topology.queues, (plan) => makeQueues(client, plan));
  const bucket =
    checked.endpoint === undefined
      ? await makeBucketFolder(checked.data, clock.now())
      : await makeBucketAt(endpoint, process.env, notice);
  closers.push(bucket.close);
  const variables = { ...toVariables(endpoint, queues), ...bucket.variables };
  const schedules = await makeLocalSchedules(endpoint, variables, notice);
  closers.push(schedules.close);
  const { environment } = schedules;

  const reloader = createReloader(notice);
  const watch = checked.watch ? createWatch(clock, reloader.changed, notice) : undefined;
  if (watch !== undefined) closers.push(watch.close);
  const functionOptions = {
    jobs: checked.jobs,
    environment: {
      ...process.env,
      ...(checked.endpoint === undefined ? MISLEADING_VARIABLES : {}),
      ...environment,
      ...options.environment,
    },
    timeoutSeconds: topology.functionTimeoutSeconds,
    clock,
    onEvent: guarded(options.onEvent ?? problemsToStandardError),
    onOutput: guardedLine(options.onOutput ?? ((line) => process.stdout.write(`${line}\n`))),
    onLoaded: (file: string) => watch?.add(file),
  };
  const functions = await createFunctionPool(functionOptions, queues.length);
  closers.push(functions.end);
  const taken = async (): Promise<void> => {
    const { schedules: posts, neededSeconds } = functions.loaded();
    const { high, low } = checked.concurrency;
    if (high + low > 0) noticeCut(neededSeconds, checked.timeoutSeconds, notice); // else nothing is invoked
    await schedules.keep(posts);
  };
  await taken();
  if (checked.endpoint !== undefined) await schedules.fire(createSqsBroker(client, environment, clock), clock);
  reloader.start({
    ...functions,
    async reload() {
      await functions.reload();
      await taken();
    },
  });

  const isRepeat = createFirings(clock);
  const sources = queues.map(({ plan, pair }) =>
    startEventSource({
      source: createSourceQueue(client, pair.url),
      queueArn: pair.arn,
      visibilitySeconds: plan.visibilitySeconds,
      batchSize: plan.batchSize,
      batchingWindowSeconds: plan.batchingWindowSeconds,
      waitSeconds: POLL_SECONDS,
      concurrency: checked.concurrency[plan.priority],
      reportBatchItemFailures: true,
      invoke: async (event) => ({
        kind: "answered",
        response: await functions.invoke(withoutRepeats(event, isRepeat)),
      }),
      clock,
      random: Math.random,
      onProblem: notice,
    }),
  );
  const drained = async () => void (await Promise.all([schedules.rest(), ...sources.map((source) => source.stop())]));
  const end = async (): Promise<void> => {
    await functions.end(); // first: what the pollers wait for ends with it
    await withinGrace(drained(), LAST_POLL_SECONDS, clock);
    await closeAll(closers);
  };

  let stopping = false;
  let ended: Promise<void> | undefined;
  const stop = async (graceSeconds = 10): Promise<void> => {
    reloader.stop();
    if (!stopping && graceSeconds > 0) {
      stopping = true;
      await withinGrace(drained(), graceSeconds, clock);
    }
    ended ??= end();
    await ended;
  };
  return {
    endpoint: endpoint.url,
    environment,
    jobs: () => functions.loaded().jobs,
    schedules: () => functions.loaded().schedules.map(toSchedule),
    async counts() {
      const counts = queues.map(async ({ plan, pair }) => [plan.priority, await countMessages(client, pair)]);
      return Object.fromEntries(await Promise.all(counts));
    },
    stop,
    [Symbol.asyncDispose]: () => stop(),
  };
}

/** What is deployed has the time that its jobs need; here it is a setting. */
function noticeCut(needed: number, seconds: number, notice: (line: string) => void): void {
  const enough = Math.min(needed, LONGEST_FUNCTION_SECONDS);
  if (enough <= seconds) return;
  notice(
    `A job may take longer than an invocation here: its timeout needs ${enough} seconds, and an invocation has ${seconds}. ` +
      `Start with --timeout ${enough} (in code: timeoutSeconds), or it is ended before its time.`,
  );
}

async function withinGrace(work: Promise<void>, graceSeconds: number, clock: Clock): Promise<void> {
  await inTime(work, { clock, milliseconds: graceSeconds * 1000 }, () => {});
}

/** The last opened first. */
async function closeAll(closers: readonly Closer[]): Promise<void> {
  for (const close of closers.toReversed()) await close();
}
