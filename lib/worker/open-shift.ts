// From a worker's settings to a shift that can begin: its queues joined and looked at, and what runs elsewhere made ready.

import type { JobDefinition } from "../core/definition.ts";
import type { Environment } from "../core/environment.ts";
import { ErrandError } from "../core/errors.ts";
import type { Kernel } from "../core/kernel.ts";
import { lazyQueues } from "../core/lazy-queues.ts";
import { onceLoaded } from "../core/once-loaded.ts";
import type { Delivery, Intake } from "../core/ports.ts";
import { processRestore, processSettings } from "../core/process-settings.ts";
import { queueUrl } from "../core/queue-url.ts";
import { signaturesOf, signing } from "../core/signatures.ts";
import type { WorkerListener } from "../core/worker-events.ts";
import type { WorkerWorld } from "./create-worker.ts";
import type { Elsewhere } from "./elsewhere/elsewhere.ts";
import { isFarSide, startsWorker } from "./elsewhere/mark.ts";
import { handBack } from "./hand-back.ts";
import { createShift, type Shift } from "./shift.ts";
import { trusting } from "./trusting.ts";
import type { CheckedWorker } from "./worker-options.ts";

interface OpenOptions {
  readonly catalog: ReadonlyMap<string, JobDefinition>;
  readonly settings: CheckedWorker;
  readonly environment: Environment;
  readonly world: WorkerWorld;
  readonly listener: (...heard: Parameters<WorkerListener>) => void;
}

/** A shift that has not begun. */
export interface OpenedShift {
  readonly shift: Shift;
  begin(): void;
  /** Lets go of all that it has, in place of the beginning. */
  giveUp(): Promise<void>;
}

/** @throws `ErrandError` `not_configured`, `receive_failed`, or what keeps jobs from running elsewhere. */
export async function openShift(options: OpenOptions): Promise<OpenedShift> {
  const { catalog, settings, environment, world, listener } = options;
  if (isFarSide()) throw startsWorker();
  for (const priority of settings.priorities) {
    queueUrl(environment, priority, "queue");
    queueUrl(environment, priority, "dead");
  }
  expectFilterable(settings, environment);
  const signatures = signaturesOf(environment, processSettings(), world.clock);
  await signatures?.check([], catalog); // keys that can't be had are known at the start
  const intake = trusting(await world.connectIntake(environment), signatures, catalog);
  const queues = lazyQueues(() => world.connect(environment));
  const { mostHops } = settings;
  const blobs = onceLoaded(async () => world.connectBlobs?.(environment));
  const restore = processRestore;
  const plain: Kernel = { ...world, catalog, broker: queues, inbox: queues, mostHops, emit: listener, blobs, restore };
  const kernel = signing(plain, signatures);
  const first: Delivery[] = [];
  const askedAt = world.clock.now();
  /** A worker that never gets further would else drive up receive counts, each time that it is started again. */
  const giveUp = async (): Promise<void> => {
    for (const delivery of first) {
      if ((await handBack(delivery, kernel)) === "acknowledge") await intake.remove([delivery]);
    }
    intake.close();
  };
  try {
    await receiveFirst(intake, settings, first);
    const elsewhere = await connectElsewhere(options, kernel);
    const shift = createShift({ kernel, catalog, intake, settings, elsewhere, emit: listener });
    const begin = () => {
      const awayMs = Math.max(0, world.clock.now() - askedAt);
      shift.begin(first.map((delivery) => ({ delivery, awayMs })));
    };
    return { shift, giveUp, begin };
  } catch (error) {
    await giveUp();
    throw error;
  }
}

/** In a FIFO queue a message can't be sent on: shown again where it is, it would count as tried each time. */
function expectFilterable({ only, priorities }: CheckedWorker, environment: Environment): void {
  const fifo = priorities
    .map((priority) => queueUrl(environment, priority, "queue"))
    .find((url) => url.endsWith(".fifo"));
  if (only === undefined || fifo === undefined) return;
  throw new ErrandError(
    "invalid_option",
    `createWorker: "only" must be left out for a FIFO queue, whose messages can't be sent on for other workers, got the queue ${fifo}. ` +
      "Give those jobs queues of their own.",
  );
}

/** One of each queue, so that what can't be read is known at the start. What they bring is in hand. */
async function receiveFirst(
  intake: Intake,
  { priorities, visibilitySeconds: hideSeconds }: CheckedWorker,
  received: Delivery[],
): Promise<void> {
  const asking = priorities.map((priority) => intake.receive(priority, { count: 1, waitSeconds: 0, hideSeconds }));
  const answers = await Promise.all(asking);
  for (const answer of answers) if (answer.ok) received.push(...answer.deliveries);
  for (const answer of answers) if (!answer.ok && !answer.retryable) throw answer.error;
}

/** Loaded only where there is a module to run elsewhere. */
async function connectElsewhere(
  { settings: { module, threads }, environment, listener }: OpenOptions,
  kernel: Kernel,
): Promise<Elsewhere | undefined> {
  if (module === undefined) return undefined;
  const { createElsewhere } = await import("./elsewhere/elsewhere.ts");
  const onNotice = (notice: string) => listener({ type: "worker.notice", at: kernel.clock.now(), notice });
  return createElsewhere({ module, threads, kernel, environment: { ...process.env, ...environment }, onNotice });
}
