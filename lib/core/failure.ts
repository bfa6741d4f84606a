// What becomes of a job whose attempt has failed: tried again after a wait, discarded, or dead with its reason.

import { type Backoff, backoffSeconds, type Verdict } from "./backoff.ts";
import { toDeadLetter } from "./dead-letter.ts";
import { trySeal } from "./envelope.ts";
import { toErrorRecord } from "./error-record.ts";
import { show } from "./errors.ts";
import type { DeadReason } from "./events.ts";
import { addToHistory } from "./history.ts";
import { released, waiting } from "./next-envelope.ts";
import type { Circumstances, Outcome } from "./outcome.ts";
import type { Run } from "./run.ts";

const VERDICTS: readonly unknown[] = ["retry", "discard", "dead"] satisfies readonly Verdict[];

/** @param askedSeconds the wait that the job itself asked for, by `retryIn`. */
export function failed(run: Extract<Run, { ok: false }>, circumstances: Circumstances, askedSeconds?: number): Outcome {
  const { definition, envelope, delivery, now, random, limits } = circumstances;
  const { ranSeconds, thrown: cause } = run;
  const { attempt } = envelope;
  const { verdict, delaySeconds, problem } =
    askedSeconds === undefined
      ? judge(definition.retry, attempt, random, cause)
      : { verdict: "retry", delaySeconds: askedSeconds, problem: undefined };
  const thrown = toErrorRecord(cause);
  const error = problem === undefined ? thrown : { ...thrown, message: `${thrown.message} (${problem})` };
  if (verdict === "discard") return { kind: "discarded", envelope, ranSeconds, why: `${error.name}: ${error.message}` };

  const history = addToHistory(envelope.history, attempt, now, error);
  const die = (reason: DeadReason): Outcome => {
    const death = { reason, error, delivery, now, envelope: { ...released(envelope), history }, attempts: attempt };
    return { kind: "dead", envelope, letter: toDeadLetter(death, limits), ranSeconds, cause };
  };
  if (verdict === "dead") return die("not_retried");
  if (attempt >= definition.retry.attempts) return die("attempts_exhausted");

  const full = waiting({ ...released(envelope), attempt: attempt + 1, history }, now, delaySeconds);
  const { history: _, ...brief } = full;
  const next = [full, brief].find((candidate) => trySeal(candidate, limits) !== undefined);
  if (next === undefined) return die("too_large"); // sent as it is, it would run for ever as this same attempt
  return { kind: "retry", envelope, next, ranSeconds, delaySeconds, error, cause };
}

interface Judgement {
  readonly verdict: Verdict;
  readonly delaySeconds: number;
  /** What is wrong with the policy itself: then the job is tried again as one without it. */
  readonly problem: string | undefined;
}

function judge(
  retry: Circumstances["definition"]["retry"],
  attempt: number,
  random: number,
  cause: unknown,
): Judgement {
  const wait = (backoff: Backoff): number => backoffSeconds({ ...retry, backoff }, attempt, random, cause);
  try {
    const verdict: unknown = retry.on?.(cause) ?? "retry";
    if (verdict instanceof Promise) verdict.catch(() => {}); // refused below; what it rejects with must not end the process
    if (!VERDICTS.includes(verdict)) {
      throw new Error(`retry.on must give "retry", "discard" or "dead", got ${show(verdict)}`);
    }
    return { verdict: verdict as Verdict, delaySeconds: wait(retry.backoff), problem: undefined };
  } catch (error) {
    const problem = `and its retry policy failed: ${toErrorRecord(error).message}`;
    return { verdict: "retry", delaySeconds: wait("exponential"), problem };
  }
}
