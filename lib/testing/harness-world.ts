// What the handler and the client of a harness are joined to: queues and schedules on its engine, made as a deployment makes
// them.

import { SCHEDULE_BYTES, SQS_LIMITS } from "../aws/limits.ts";
import { toSchedulePlace } from "../aws/schedule-place.ts";
import { createScheduler } from "../aws/scheduler.ts";
import { type Jobs, toCatalog } from "../core/catalog.ts";
import { farAway } from "../core/far-away.ts";
import type { Blobs, Clock, Post } from "../core/ports.ts";
import { queueUrl } from "../core/queue-url.ts";
import { checkScheduleArgs } from "../core/schedule-args.ts";
import type { Topology } from "../core/topology.ts";
import type { ClientWorld } from "../core/world.ts";
import { createDirectClient } from "../engine/direct-client.ts";
import type { Engine } from "../engine/engine.ts";
import { createEngineInspector } from "./engine-inspector.ts";
import { createEngineQueues } from "./engine-queues.ts";
import { createEngineScheduleRequests } from "./engine-schedule-requests.ts";
import { GROUP, makeHarnessQueues, ORIGIN, toEnvironment } from "./harness-queues.ts";
import { tryingAgain } from "./trying-again.ts";

interface HarnessWorldOptions extends Pick<ClientWorld, "random" | "loadListener"> {
  readonly jobs: Jobs;
  readonly topology: Topology;
  readonly engine: Engine;
  /** The engine as code inside and outside of invocations reaches it. */
  readonly fenced: Engine;
  /** What else they ask of the world goes through it likewise; default: nothing stands between. */
  readonly outward?: <Result>(ask: () => Promise<Result>) => Promise<Result>;
  /** The clock as they have it. */
  readonly clock: Clock;
  /** Where large arguments are kept. */
  readonly kept: Blobs;
  /** Hears each job that was enqueued. */
  readonly onSent: (post: Post) => void;
  /** Hears of each message that the handler itself has acknowledged, by its id. */
  readonly onAcknowledged: (messageId: string) => void;
  readonly onProblem: (problem: string) => void;
}

export interface HarnessWorld extends ClientWorld {
  readonly environment: Readonly<Record<string, string>>;
  /** Everything is there; rejects with `ErrandError` `invalid_args` for a schedule that its job's schema refuses. */
  readonly made: Promise<void>;
}

export function createHarnessWorld(options: HarnessWorldOptions): HarnessWorld {
  const { jobs, topology, engine, fenced, outward = (ask) => ask(), clock, random, loadListener } = options;
  const { kept, onSent, onAcknowledged, onProblem } = options;
  const environment = toEnvironment(topology.queues);
  const place = () => toSchedulePlace(environment);
  const sqs = tryingAgain(createDirectClient(fenced, ORIGIN));
  const scheduler = createScheduler(createEngineScheduleRequests(fenced), place);

  const make = async (): Promise<void> => {
    await makeHarnessQueues(createDirectClient(engine, ORIGIN), topology.queues);
    const requests = createEngineScheduleRequests(engine);
    await requests.createGroup(GROUP);
    await checkScheduleArgs(toCatalog(jobs).values());
    const own = createScheduler(requests, place);
    for (const scheduled of topology.schedules) await own.create(scheduled);
  };
  const blobs: Blobs = {
    bucket: kept.bucket,
    put: (key, bytes) => outward(() => kept.put(key, bytes)),
    get: (key, mostBytes) => outward(() => kept.get(key, mostBytes)),
    remove: (key) => outward(() => kept.remove(key)),
  };
  const made = make();
  made.catch(() => {}); // told to whoever first waits for it

  return {
    environment,
    made,
    limits: SQS_LIMITS,
    clock,
    random,
    loadListener,
    isStandingStill: true,
    async connect() {
      await made;
      const near = createEngineQueues(sqs, environment, onAcknowledged);
      const queues = farAway(near, { scheduler, mostBytes: SCHEDULE_BYTES, clock, onProblem });
      return {
        ...queues,
        async send(posts) {
          const answers = await queues.send(posts);
          for (const [index, post] of posts.entries()) if (answers[index]?.ok) onSent(post);
          return answers;
        },
      };
    },
    async connectScheduler() {
      await made;
      return scheduler;
    },
    connectBlobs: async () => blobs,
    async countWaiting(_, priority) {
      await made;
      const AttributeNames = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesDelayed"];
      const asked = { QueueUrl: queueUrl(environment, priority, "queue"), AttributeNames };
      const { Attributes } = await sqs.call("GetQueueAttributes", asked);
      return Object.values(Attributes as Record<string, string>).reduce((sum, count) => sum + Number(count), 0);
    },
    async inspect() {
      await made;
      return createEngineInspector(sqs, environment);
    },
  };
}
