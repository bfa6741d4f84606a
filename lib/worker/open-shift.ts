// From a worker's settings to a shift that can begin: its queues joined and looked at, and what runs elsewhere made ready.

import type { JobDefinition } from "../core/definition.ts";
import type { Environment } from "../core/environment.ts";
import type { Kernel } from "../core/kernel.ts";
import { lazyQueues } from "../core/lazy-queues.ts";
import type { Delivery, Intake } from "../core/ports.ts";
import { queueUrl } from "../core/queue-url.ts";
import type { WorkerListener } from "../core/worker-events.ts";
import type { WorkerWorld } from "./create-worker.ts";
import type { Elsewhere } from "./elsewhere/elsewhere.ts";
import { handBack } from "./hand-back.ts";
import { createShift, type Shift } from "./shift.ts";
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
  for (const priority of settings.priorities) {
    queueUrl(environment, priority, "queue");
    queueUrl(environment, priority, "dead");
  }
  const intake = await world.connectIntake(environment);
  const queues = lazyQueues(() => world.connect(environment));
  const { mostHops } = settings;
  const kernel: Kernel = { ...world, catalog, broker: queues, inbox: queues, mostHops, emit: listener };
  const first: Delivery[] = [];
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
    return { shift, giveUp, begin: () => shift.begin(first) };
  } catch (error) {
    await giveUp();
    throw error;
  }
}

/** One of each queue, so that what can't be read is known at the start. What they bring is in hand. */
async function receiveFirst(
  intake: Intake,
  { priorities, visibilitySeconds: hideSeconds }: CheckedWorker,
  received: Delivery[],
): Promise<void> {
  for (const priority of priorities) {
    const answer = await intake.receive(priority, { count: 1, waitSeconds: 0, hideSeconds });
    if (answer.ok) received.push(...answer.deliveries);
    else if (!answer.retryable) throw answer.error;
  }
}

/** Loaded only where there is a module to run elsewhere. */
async function connectElsewhere(
  { settings: { module, threads }, environment, listener }: OpenOptions,
  kernel: Kernel,
): Promise<Elsewhere | undefined> {
  if (module === undefined) return undefined;
  const { createElsewhere } = await import("./elsewhere/elsewhere.ts");
  const onNotice = (notice: string) => listener({ type: "worker.notice", at: kernel.clock.now(), notice });
  return createElsewhere({ module, threads, kernel, environment, onNotice });
}
