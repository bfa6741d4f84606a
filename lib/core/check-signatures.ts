// What came in, looked at before anything is made of it: whether somebody who has the keys has sent it.

import { toErrorRecord } from "./error-record.ts";
import type { Keyring } from "./keyring.ts";
import { isRecord, SCHEDULED_TIME } from "./open.ts";
import type { Delivery, Distrust } from "./ports.ts";
import { toSchedulePlans } from "./schedule-plans.ts";
import { distrustOf, type Message, toCanonical } from "./signature.ts";
import type { Definitions, Lies } from "./signatures.ts";
import type { SigningKeys } from "./signing-keys.ts";
import { withoutRequest } from "./undelivered.ts";

interface Check {
  readonly keyring: Keyring;
  readonly catalog: Definitions;
  /** Whether messages without a signature are run. */
  readonly isOptional: boolean;
  /** When they were looked at, milliseconds since 1970: all of them had been received by then. */
  readonly now: number;
}

/** The queue's clock, which says when a message was first received, may be ahead of this machine's by so much. */
const SKEW_MS = 10_000;

/** What is noted of a message: what speaks against it, or that nobody has signed it, though it is run. */
type Verdict = Pick<Delivery, "distrust" | "isUnsigned">;

export async function checkSignatures(deliveries: readonly Delivery[], check: Check): Promise<readonly Delivery[]> {
  const { keyring } = check;
  const keys = await keyring.keys();
  const looked = deliveries.map((delivery) => ({ delivery, verdict: look(delivery, keys, check) }));
  const isKnown = looked.every(({ verdict }) => !hasUnknownKey(verdict));
  const lookAgain = isKnown ? undefined : await withNewerKeys(check);
  return looked.map(({ delivery, verdict }) => ({
    ...delivery,
    ...(lookAgain !== undefined && hasUnknownKey(verdict) ? lookAgain(delivery, verdict) : verdict),
  }));
}

function hasUnknownKey(verdict: Verdict): verdict is { readonly distrust: Distrust } {
  return verdict.distrust?.reason === "unknown_key";
}

/**
 * Where newer keys can't be had, that is nothing to the other messages; these wait. Whoever signed a message had its key before, so
 * that keys which were asked for after it came tell for certain.
 */
async function withNewerKeys(
  check: Check,
): Promise<(delivery: Delivery, verdict: { readonly distrust: Distrust }) => Verdict> {
  const unsure = ({ distrust }: { readonly distrust: Distrust }, why: string) => ({
    distrust: { ...distrust, unsure: why },
  });
  try {
    const { keys, askedAt } = await check.keyring.newerKeys();
    return (delivery) => {
      const verdict = look(delivery, keys, check);
      const isCertain = askedAt >= Math.min(check.now, delivery.firstReceivedAt + SKEW_MS);
      return isCertain || !hasUnknownKey(verdict) ? verdict : unsure(verdict, ASKED_BEFORE);
    };
  } catch (error) {
    const { message } = toErrorRecord(error);
    return (_, verdict) => unsure(verdict, message);
  }
}

const ASKED_BEFORE = "they were asked for a moment before it came, and are every ten seconds at the most.";

function look({ body, sentAt }: Delivery, keys: SigningKeys, { catalog, isOptional }: Check): Verdict {
  const message = read(body);
  if (message === undefined) return { distrust: { reason: "unsigned" } };
  const distrust = distrustOf(message, keys);
  if (distrust === undefined) return {};
  if (distrust.reason !== "unsigned") return { distrust };
  if (isOfDefinition(message, sentAt, catalog)) return {};
  return isOptional ? { isUnsigned: true } : { distrust };
}

/**
 * Of a message that lies somewhere. A dead letter is signed by the worker that buried it; one that the worker could not verify has what
 * its sender signed in it. In a schedule no message has died: there, that says that somebody has altered it.
 */
export function distrustOfLying(
  body: string,
  keys: SigningKeys,
  { lies, isOptional }: { readonly lies: Lies; readonly isOptional: boolean },
): Distrust | undefined {
  const message = read(body);
  if (message === undefined) return { reason: "unsigned" };
  const { dead: _, ...alive } = message;
  const distrust = distrustOf(message, keys) && distrustOf(lies === "dead" ? alive : message, keys);
  return isOptional && distrust?.reason === "unsigned" ? undefined : distrust;
}

function read(body: string): Message | undefined {
  try {
    const message = withoutRequest(JSON.parse(body));
    return isRecord(message) ? message : undefined;
  } catch {
    return undefined; // which is told, as malformed, by whoever opens it
  }
}

/** By so much the scheduler's clock may be ahead of the queue's. */
const EARLIEST_MS = 60_000;

/** For so long EventBridge Scheduler tries to send. API reference, RetryPolicy, MaximumEventAgeInSeconds. */
const LATEST_MS = 86_400_000;

/**
 * A schedule that stands in a job's definition is deployed where no keys are. The worker knows what it sends from its own code:
 * whatever is exactly that, but for its time, is run; and a time that it can't have been sent for is none of its own.
 */
function isOfDefinition(message: Message, sentAt: number, catalog: Definitions): boolean {
  const definition = catalog.get(String(message["function"]));
  if (definition === undefined || definition.schedules.length === 0) return false;
  const { scheduledAt } = message;
  const lateMs = scheduledAt === SCHEDULED_TIME ? 0 : sentAt - Date.parse(String(scheduledAt));
  if (!(lateMs >= -EARLIEST_MS && lateMs <= LATEST_MS)) return false;
  try {
    const said = toCanonical(message);
    return toSchedulePlans([definition]).some(({ body }) => toCanonical(JSON.parse(body)) === said);
  } catch {
    return false; // it has no canonical form
  }
}
