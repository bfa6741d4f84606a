// What a job of the model does, and how it must end: the model that every run of the system is held against.

import { current, type DeadReason, discard, job, retryIn, snooze } from "errand";
import fc from "fast-check";
import * as v from "valibot";

export type Behaviour =
  /** Throws in so many of its first attempts. */
  | { readonly kind: "fails"; readonly times: number }
  /** Has no attempt but one: whatever burns one that is none kills it. */
  | { readonly kind: "has one attempt" }
  | { readonly kind: "asks for a retry"; readonly times: number; readonly seconds: number }
  | { readonly kind: "snoozes"; readonly times: number; readonly seconds: number }
  | { readonly kind: "discards itself" }
  | { readonly kind: "is judged"; readonly verdict: "retry" | "discard" | "dead" }
  /** Is still running at its own timeout in so many of its first attempts. */
  | { readonly kind: "hangs"; readonly times: number; readonly heeds: boolean }
  /** Has no timeout, and is still running when its invocation has to end. */
  | { readonly kind: "overruns" }
  /** May run for half a minute from when it is due, and fails so often. */
  | { readonly kind: "expires"; readonly failures: number }
  | { readonly kind: "enqueues"; readonly children: number }
  | { readonly kind: "is unknown" }
  | { readonly kind: "is refused by its schema" }
  | { readonly kind: "is malformed" }
  /** Two fields, as any sender may write them. */
  | { readonly kind: "is foreign"; readonly times: number };

/** What a job is called with: what it does, and in how many of its first runs it kills what runs it before that. */
export interface Role {
  readonly behaviour: Behaviour;
  readonly crashes: number;
}

export type End = "completed" | "discarded" | "expired" | DeadReason;

/** How a role ends where nothing goes wrong around it. */
export interface Expected {
  readonly ends: readonly End[];
  /** Runs that were not killed, where none is done twice: at least, at most. */
  readonly runs: readonly [least: number, most: number];
  /** The attempts that it has. */
  readonly attempts: number;
}

const ATTEMPTS = { plain: 4, once: 1, judged: 3, timed: 2, brief: 4 } as const;

/** What a brief job may wait, and how long it waits at least before it is tried again. */
export const EXPIRES_SECONDS = 30;
const AFTER_EXPIRY_SECONDS = 40;

export function expectedOf(behaviour: Behaviour): Expected {
  const tried = (times: number, attempts: number): Expected =>
    times < attempts
      ? { ends: ["completed"], runs: [times + 1, times + 1], attempts }
      : { ends: ["attempts_exhausted"], runs: [attempts, attempts], attempts };
  const never = (end: End): Expected => ({ ends: [end], runs: [0, 0], attempts: 0 });
  switch (behaviour.kind) {
    case "fails":
    case "asks for a retry":
    case "is foreign":
      return tried(behaviour.times, ATTEMPTS.plain);
    case "has one attempt":
    case "enqueues":
      return tried(0, ATTEMPTS.once);
    case "snoozes":
      return { ends: ["completed"], runs: [behaviour.times + 1, behaviour.times + 1], attempts: ATTEMPTS.once };
    case "discards itself":
      return { ends: ["discarded"], runs: [1, 1], attempts: ATTEMPTS.plain };
    case "is judged":
      if (behaviour.verdict === "retry") return tried(ATTEMPTS.judged, ATTEMPTS.judged);
      return { ends: [behaviour.verdict === "dead" ? "not_retried" : "discarded"], runs: [1, 1], attempts: 1 };
    case "hangs":
      return tried(behaviour.times, ATTEMPTS.timed);
    case "overruns":
      return tried(1, ATTEMPTS.once);
    case "expires":
      // Where others held it up, it has expired before its first run.
      if (behaviour.failures > 0) return { ends: ["expired"], runs: [0, 1], attempts: 1 };
      return { ends: ["completed", "expired"], runs: [0, 1], attempts: 1 };
    case "is unknown":
      return never("unknown_function");
    case "is refused by its schema":
      return never("invalid_args");
    case "is malformed":
      return never("malformed");
    default:
      return behaviour satisfies never;
  }
}

/** @param crash as of the harness. @param onChild hears the id of each job that a job has enqueued. */
export function createJobs(crash: () => Promise<never>, onChild: (id: string) => void) {
  const runs = new Map<string, number>();

  const play = async (role: Role): Promise<void> => {
    const { id = "", attempt = 0, signal } = current() ?? {};
    const run = (runs.get(id) ?? 0) + 1;
    runs.set(id, run);
    if (run <= role.crashes) await crash();
    const { behaviour } = role;
    const failing = (times: number): boolean => attempt <= times;
    switch (behaviour.kind) {
      case "fails":
      case "is foreign":
        if (failing(behaviour.times)) throw new Error("no");
        return;
      case "asks for a retry":
        if (failing(behaviour.times)) retryIn(behaviour.seconds);
        return;
      case "snoozes":
        if (run - role.crashes <= behaviour.times) snooze(behaviour.seconds);
        return;
      case "discards itself":
        return discard("asked to");
      case "is judged":
        throw new Error(behaviour.verdict);
      case "hangs":
        if (failing(behaviour.times)) await hang(behaviour.heeds ? signal : undefined);
        return;
      case "overruns":
        return hang(undefined);
      case "expires":
        if (failing(behaviour.failures)) throw new Error("no");
        return;
      case "enqueues":
        for (let child = 0; child < behaviour.children; child += 1) {
          const enqueueing = once.enqueue({ behaviour: { kind: "has one attempt" }, crashes: 0 });
          // What is refused is no failure of this one: it would have no second attempt.
          await enqueueing.then(
            (receipt) => onChild(receipt.id),
            () => {},
          );
        }
        return;
      case "has one attempt":
      case "is unknown":
      case "is refused by its schema":
      case "is malformed":
        return;
      default:
        behaviour satisfies never;
    }
  };

  const wait = { min: 10, max: 60 };
  const plain = job("plain", play, { retry: { ...wait, attempts: ATTEMPTS.plain } });
  const once = job("once", play, { retry: { ...wait, attempts: ATTEMPTS.once } });
  const on = (error: unknown) => (error as Error).message as "retry" | "discard" | "dead";
  const judged = job("judged", play, { retry: { ...wait, attempts: ATTEMPTS.judged, on } });
  const timed = job("timed", play, { retry: { ...wait, attempts: ATTEMPTS.timed }, timeout: "5s" });
  const brief = job("brief", play, {
    retry: { min: AFTER_EXPIRY_SECONDS, attempts: ATTEMPTS.brief },
    expiresIn: EXPIRES_SECONDS,
  });
  const picky = job("picky", play, { args: v.tuple([REFUSES]) });
  /** Senders that are newer than the worker, or know nothing of its schema. */
  const unknown = job("unknown", play);
  const careless = job("picky", play);

  return {
    catalog: { plain, once, judged, timed, brief, picky },
    /** What is enqueued for a behaviour; nothing for those that no client sends. */
    toEnqueue: {
      fails: plain,
      "has one attempt": once,
      "asks for a retry": plain,
      snoozes: once,
      "discards itself": plain,
      "is judged": judged,
      hangs: timed,
      overruns: once,
      expires: brief,
      enqueues: once,
      "is unknown": unknown,
      "is refused by its schema": careless,
      "is malformed": undefined,
      "is foreign": undefined,
    } satisfies Record<Behaviour["kind"], unknown>,
  };
}

/** A schema that takes nothing. */
const REFUSES = v.pipe(
  v.custom<Role>(() => true),
  v.check(() => false, "nothing will do"),
);

function hang(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason)));
}

const seconds = fc.constantFrom(0, 1, 45, 899, 900, 901, 2000, 5000);

export const anyBehaviour: fc.Arbitrary<Behaviour> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("fails" as const), times: fc.integer({ min: 0, max: 5 }) }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant("has one attempt" as const) }) },
  fc.record({ kind: fc.constant("asks for a retry" as const), times: fc.integer({ min: 0, max: 4 }), seconds }),
  fc.record({ kind: fc.constant("snoozes" as const), times: fc.integer({ min: 0, max: 3 }), seconds }),
  fc.record({ kind: fc.constant("discards itself" as const) }),
  fc.record({
    kind: fc.constant("is judged" as const),
    verdict: fc.constantFrom("retry" as const, "discard" as const, "dead" as const),
  }),
  fc.record({
    kind: fc.constant("hangs" as const),
    times: fc.integer({ min: 1, max: 2 }),
    heeds: fc.boolean(),
  }),
  fc.record({ kind: fc.constant("overruns" as const) }),
  fc.record({ kind: fc.constant("expires" as const), failures: fc.integer({ min: 0, max: 1 }) }),
  fc.record({ kind: fc.constant("enqueues" as const), children: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant("is unknown" as const) }),
  fc.record({ kind: fc.constant("is refused by its schema" as const) }),
  fc.record({ kind: fc.constant("is malformed" as const) }),
  fc.record({ kind: fc.constant("is foreign" as const), times: fc.integer({ min: 0, max: 4 }) }),
);
