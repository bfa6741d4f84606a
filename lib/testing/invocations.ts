// The handler as Lambda runs it: each invocation has a deadline, may be killed, and has no effect once it has ended.

import { AsyncLocalStorage } from "node:async_hooks";
import type { ErrandEvent, Listener } from "../core/events.ts";
import type { Clock } from "../core/ports.ts";
import type { Engine } from "../engine/engine.ts";
import type { Invoked } from "../engine/event-source/event-source.ts";
import type { Faults } from "../engine/faults.ts";
import type { SqsHandler } from "../lambda/handler.ts";
import type { SqsEvent } from "../lambda/sqs-event.ts";
import type { ReadArgs } from "./packed-args.ts";
import type { InvocationRecord, RunRecord } from "./run-record.ts";

/** When a run is killed: before it begins, when it has first touched a queue or what is stored, or at its end, before its answer is read. */
const MOMENTS = ["start", "first request", "end"] as const;

interface Invocation {
  /** The jobs in it, for messages. */
  readonly jobs: readonly string[];
  readonly record: InvocationRecord;
  readonly messages: readonly Message[];
  readonly killedAt: (typeof MOMENTS)[number] | undefined;
  readonly end: (outcome: "killed" | "timed_out", reason: string) => void;
  alive: boolean;
}

export interface Invocations {
  invoke(event: unknown): Promise<Invoked>;
  /** The handler's listener. */
  readonly hear: Listener;
  /** What code inside an invocation asks of the world: nothing comes of it once the invocation has ended. */
  outward<Result>(ask: () => Promise<Result>): Promise<Result>;
  /** The engine as code inside an invocation reaches it, likewise. */
  fence(engine: Engine): Engine;
  /** The clock as code inside an invocation has it: one that it wakes counts as under way again. */
  readonly clock: Clock;
  /** Whether the code that asks is part of an invocation, of this harness or of one that was stopped. */
  isInside(): boolean;
  /** Does `body`, which may be part of an invocation, and counts it as under way. */
  track<Result>(body: () => Promise<Result>): Promise<Result>;
  /** To be told of what the handler itself acknowledges, by the message's id. */
  acknowledged(messageId: string): void;
  /** Kills the invocation that the caller is part of; false where it is part of none. */
  crash(): boolean;
  /** Ends what is under way. */
  killAll(): void;
  /** The jobs of what is under way; empty when nothing is. What was given up is not counted. */
  underWay(): readonly string[];
  /** No longer counts what is under way now, until its clock wakes it. */
  giveUp(): void;
  /** Resolves when something of it ends. */
  nextEnd(): Promise<void>;
}

interface InvocationsOptions {
  readonly handler: () => SqsHandler;
  readonly clock: Clock;
  readonly faults: () => Faults;
  readonly runs: RunRecord;
  readonly timeoutSeconds: number;
  readonly onEvent: (event: ErrandEvent) => void;
  readonly readArgs: ReadArgs;
}

/** Something under way: an invocation, or what was started in one or outside. */
interface Work {
  readonly jobs: readonly string[];
  readonly invocation: Invocation | undefined;
  isGivenUp: boolean;
}

/** One for all harnesses: what an invocation of a stopped one still does must not reach the next. */
const storage = new AsyncLocalStorage<Invocation>();

const never = <Result>(): Promise<Result> => new Promise(() => {});

export function createInvocations(options: InvocationsOptions) {
  const { handler, clock, faults, runs, timeoutSeconds, onEvent, readArgs } = options;
  const underWay = new Set<Work>();
  const invocations = new Set<Invocation>();
  let ended = Promise.withResolvers<void>();

  const track = async <Result>(
    body: () => Promise<Result>,
    jobs: readonly string[] = [],
    invocation = storage.getStore(),
  ): Promise<Result> => {
    const work: Work = { jobs, invocation, isGivenUp: false };
    underWay.add(work);
    try {
      return await body();
    } finally {
      underWay.delete(work);
      ended.resolve();
      ended = Promise.withResolvers();
    }
  };

  const run = async (event: SqsEvent): Promise<Invoked> => {
    const { strikes, pick } = faults();
    if (strikes("throttle")) return { kind: "throttled" };
    const killedAt = strikes("killRun") ? MOMENTS[pick("killRun", MOMENTS.length)] : undefined;
    if (killedAt === "start") throw new Error("it was killed before it began");

    const messages = event.Records.map(({ messageId, body }) => toMessage(messageId, body, readArgs));
    const argsOf = (id: string): readonly unknown[] => messages.find((message) => message.id === id)?.args ?? [];
    const over = Promise.withResolvers<never>();
    over.promise.catch(() => {}); // also where nobody waits for it any more
    const invocation: Invocation = {
      jobs: [...new Set(messages.map(({ job }) => job))],
      messages,
      record: runs.open(argsOf),
      killedAt,
      alive: true,
      end(outcome, reason) {
        if (!invocation.alive) return;
        invocation.alive = false;
        invocation.record.end(outcome);
        over.reject(new Error(reason));
      },
    };
    const deadlineAt = clock.now() + timeoutSeconds * 1000;
    const timedOut = `Task timed out after ${timeoutSeconds.toFixed(2)} seconds`;
    const disarm = clock.after(timeoutSeconds * 1000, () => invocation.end("timed_out", timedOut));
    invocations.add(invocation);
    const context = { getRemainingTimeInMillis: () => deadlineAt - clock.now() };
    const work = () => Promise.race([storage.run(invocation, () => handler()(event, context)), over.promise]);
    try {
      const response = await track(work, invocation.jobs, invocation);
      if (killedAt !== undefined) invocation.end("killed", "it was killed at its end");
      if (!isAlive(invocation)) return await over.promise;
      return { kind: "answered", response };
    } finally {
      disarm();
      invocations.delete(invocation); // it stays alive: what a job did not wait for is still done
    }
  };

  const counted = () => [...underWay].filter(({ invocation, isGivenUp }) => !isGivenUp && isAlive(invocation));

  const awake = (invocation: Invocation): void => {
    for (const work of underWay) if (work.invocation === invocation) work.isGivenUp = false;
  };

  const outward = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
    const invocation = storage.getStore();
    if (!isAlive(invocation)) return never();
    const answer = await ask();
    if (invocation === undefined) return answer;
    if (invocation.killedAt === "first request") invocation.end("killed", "it was killed half-way");
    return isAlive(invocation) ? answer : never();
  };

  return {
    invoke: (event: unknown) => run(event as SqsEvent),
    hear(event: ErrandEvent): void {
      const invocation = storage.getStore();
      if (!isAlive(invocation)) return;
      invocation?.record.hear(event);
      onEvent(event);
    },
    outward,
    fence: (engine: Engine): Engine => ({
      close: engine.close,
      handle: (request, signal) => outward(() => engine.handle(request, signal)),
    }),
    clock: {
      now: clock.now,
      after(milliseconds, wake) {
        const invocation = storage.getStore();
        if (invocation === undefined) return clock.after(milliseconds, wake);
        return clock.after(milliseconds, () => {
          awake(invocation);
          wake();
        });
      },
    },
    isInside: () => storage.getStore() !== undefined,
    track: <Result>(body: () => Promise<Result>) => track(body),
    acknowledged(messageId) {
      const invocation = storage.getStore();
      const message = invocation?.messages.find((one) => one.messageId === messageId);
      if (message !== undefined) invocation?.record.keep(message.id);
    },
    crash() {
      const invocation = storage.getStore();
      invocation?.end("killed", "it crashed");
      return invocation !== undefined;
    },
    killAll() {
      for (const invocation of invocations) invocation.end("killed", "the harness was stopped");
    },
    underWay: () => counted().flatMap(({ jobs }) => (jobs.length > 0 ? jobs : ["enqueueing"])),
    giveUp() {
      for (const work of underWay) work.isGivenUp = true;
    },
    nextEnd: () => ended.promise,
  } satisfies Invocations;
}

/** Whether what this code does has an effect: outside of an invocation it does. */
function isAlive(invocation: Invocation | undefined): boolean {
  return invocation === undefined || invocation.alive;
}

/** What of a message the record shows; nothing of one that can't be read. */
interface Message {
  readonly messageId: string;
  readonly id: string;
  readonly job: string;
  readonly args: readonly unknown[];
}

function toMessage(messageId: string, body: string, readArgs: ReadArgs): Message {
  try {
    const message = JSON.parse(body);
    const { id = messageId, function: job = "" } = message;
    return { messageId, id, job, args: readArgs(message) };
  } catch {
    return { messageId, id: messageId, job: "", args: [] };
  }
}
