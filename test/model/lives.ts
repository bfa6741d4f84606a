// Workers that live and are killed in one process: what one does has an effect while it lives, and none afterwards.

import { AsyncLocalStorage } from "node:async_hooks";
import type { ErrandEvent } from "errand";
import type { Clock } from "../../lib/core/ports.ts";
import type { WorkerListener } from "../../lib/core/worker-events.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import type { EngineRequest, EngineResponse } from "../../lib/engine/exchange.ts";
import type { Faults } from "../../lib/engine/faults.ts";
import type { InvocationRecord, RunRecord } from "../../lib/testing/run-record.ts";

interface Life {
  readonly record: InvocationRecord;
  /** Ends its polls, which take no message with them. */
  readonly end: AbortController;
  readonly onKilled: () => void;
  /** After how many more requests it is killed; `undefined` where it isn't. */
  requestsLeft: number | undefined;
  alive: boolean;
}

export interface Lives {
  /** Does `body` as a new life; what that starts belongs to it. */
  begin(onKilled: () => void, body: () => Promise<void>): Living;
  /** The engine as living and other code reaches it: the living are killed at requests, by the fault `killRun`. */
  fence(engine: Engine): Engine;
  /** The engine itself, before any fault: it tells which runs' messages are deleted, so that they keep their outcome. */
  watch(engine: Engine): Engine;
  readonly clock: Clock;
  readonly hear: WorkerListener;
  /** Kills the life that the caller is part of. */
  crash(): Promise<never>;
  /** How many were killed. */
  kills(): number;
  /** Grows whenever something happens. */
  activity(): number;
}

export interface Living {
  /** Does `body` as part of it. */
  inside<Result>(body: () => Result): Result;
  /** It has ended by itself. */
  end(): void;
}

interface LivesOptions {
  readonly clock: Clock;
  readonly faults: () => Faults;
  readonly runs: RunRecord;
  readonly onEvent: (event: ErrandEvent) => void;
}

const storage = new AsyncLocalStorage<Life>();

const never = <Result>(): Promise<Result> => new Promise(() => {});

/** What is to be killed is, at one of its next so many requests: before the request, or before its answer is read. */
const MOMENTS = 8;

export function createLives({ clock, faults, runs, onEvent }: LivesOptions): Lives {
  const ids = new Map<string, string>();
  let kills = 0;
  let activity = 0;

  const kill = (life: Life): void => {
    if (!life.alive) return;
    kills += 1;
    life.record.end("killed");
    end(life);
    life.onKilled();
  };

  /** Counts down to the moment at which it is killed. */
  const passesMoment = (life: Life): boolean => {
    if (life.requestsLeft === undefined) return true;
    life.requestsLeft -= 1;
    if (life.requestsLeft < 0) kill(life);
    return life.alive;
  };

  return {
    begin(onKilled, body) {
      const life: Life = {
        record: runs.open(() => []),
        end: new AbortController(),
        onKilled,
        requestsLeft: undefined,
        alive: true,
      };
      void storage.run(life, body);
      return { inside: (then) => storage.run(life, then), end: () => end(life) };
    },
    fence: (engine) => ({
      close: engine.close,
      async handle(request, signal) {
        activity += 1;
        const life = storage.getStore();
        if (life === undefined) return engine.handle(request, signal);
        if (!life.alive || !passesMoment(life)) return never();
        try {
          const answer = await engine.handle(request, life.end.signal);
          activity += 1;
          const { strikes, pick } = faults();
          if (hasMessages(request, answer) && life.requestsLeft === undefined && strikes("killRun")) {
            life.requestsLeft = pick("killRun", MOMENTS);
          }
          return life.alive && passesMoment(life) ? answer : never();
        } catch (error) {
          activity += 1;
          if (!life.alive) return never();
          throw error;
        }
      },
    }),
    watch: (engine) => ({
      close: engine.close,
      async handle(request, signal) {
        const answer = await engine.handle(request, signal);
        for (const { ReceiptHandle, MessageId, Body } of messagesIn(request, answer)) {
          ids.set(ReceiptHandle, idOf(Body) ?? MessageId);
        }
        for (const receipt of deletedBy(request, answer)) {
          storage.getStore()?.record.keep(ids.get(receipt) ?? "");
        }
        return answer;
      },
    }),
    clock: {
      now: clock.now,
      after(milliseconds, wake) {
        const life = storage.getStore();
        if (life === undefined) return clock.after(milliseconds, wake);
        return clock.after(Math.ceil(milliseconds), () => {
          if (life.alive) storage.run(life, wake);
        });
      },
    },
    hear(event) {
      activity += 1;
      const life = storage.getStore();
      if (life?.alive === false || !("job" in event)) return;
      // What only workers tell is no end and no begin of a run.
      life?.record.hear(event as ErrandEvent);
      onEvent(event as ErrandEvent);
    },
    crash() {
      const life = storage.getStore();
      if (life === undefined) throw new Error("Nothing lives here that could be killed.");
      kill(life);
      return never();
    },
    kills: () => kills,
    activity: () => activity,
  };
}

function end(life: Life): void {
  life.alive = false;
  life.end.abort();
}

interface Message {
  readonly ReceiptHandle: string;
  readonly MessageId: string;
  readonly Body: string;
}

function isOf({ headers }: EngineRequest, action: string): boolean {
  return headers["x-amz-target"] === `AmazonSQS.${action}`;
}

function hasMessages(request: EngineRequest, { body }: EngineResponse): boolean {
  return isOf(request, "ReceiveMessage") && body.includes('"Messages"');
}

function messagesIn(request: EngineRequest, answer: EngineResponse): readonly Message[] {
  return hasMessages(request, answer) ? (JSON.parse(answer.body).Messages ?? []) : [];
}

/** The receipts of what a request has deleted. */
function deletedBy(request: EngineRequest, { status, body }: EngineResponse): readonly string[] {
  if (status >= 300) return [];
  if (isOf(request, "DeleteMessage")) return [JSON.parse(request.body).ReceiptHandle];
  if (!isOf(request, "DeleteMessageBatch")) return [];
  const { Entries } = JSON.parse(request.body) as { Entries: readonly { Id: string; ReceiptHandle: string }[] };
  const { Successful = [] } = JSON.parse(body) as { Successful?: readonly { Id: string }[] };
  const done = new Set(Successful.map(({ Id }) => Id));
  return Entries.filter(({ Id }) => done.has(Id)).map(({ ReceiptHandle }) => ReceiptHandle);
}

function idOf(body: string): string | undefined {
  try {
    return JSON.parse(body).id;
  } catch {
    return undefined;
  }
}
