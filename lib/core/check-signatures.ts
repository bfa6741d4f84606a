// What came in, looked at before anything is made of it: whether somebody who has the keys has sent it.

import { toErrorRecord } from "./error-record.ts";
import type { Keyring } from "./keyring.ts";
import { isRecord } from "./open.ts";
import type { Delivery, Distrust } from "./ports.ts";
import { toSchedulePlans } from "./schedule-plans.ts";
import { distrustOf, type Message, toCanonical } from "./signature.ts";
import type { Definitions } from "./signatures.ts";
import type { SigningKeys } from "./signing-keys.ts";
import { withoutRequest } from "./undelivered.ts";

interface Check {
  readonly keyring: Keyring;
  readonly catalog: Definitions;
  /** Whether messages without a signature are run. */
  readonly isOptional: boolean;
}

export async function checkSignatures(deliveries: readonly Delivery[], check: Check): Promise<readonly Delivery[]> {
  const { keyring } = check;
  const keys = await keyring.keys();
  const looked = deliveries.map((delivery) => look(delivery, keys, check));
  if (looked.every((distrust) => distrust?.reason !== "unknown_key")) return noted(deliveries, looked);
  const lookAgain = await withNewerKeys(check);
  return noted(
    deliveries,
    looked.map((distrust, index) =>
      distrust?.reason === "unknown_key" ? lookAgain(deliveries[index] as Delivery, distrust) : distrust,
    ),
  );
}

/** Where newer keys can't be had, that is nothing to the other messages; these wait. */
async function withNewerKeys(check: Check): Promise<(delivery: Delivery, distrust: Distrust) => Distrust | undefined> {
  try {
    const newer = await check.keyring.newerKeys();
    return (delivery) => look(delivery, newer, check);
  } catch (error) {
    const { message: unsure } = toErrorRecord(error);
    return (_, distrust) => ({ ...distrust, unsure });
  }
}

function noted(deliveries: readonly Delivery[], looked: readonly (Distrust | undefined)[]): readonly Delivery[] {
  return deliveries.map((delivery, index) =>
    looked[index] === undefined ? delivery : { ...delivery, distrust: looked[index] },
  );
}

function look({ body }: Delivery, keys: SigningKeys, { catalog, isOptional }: Check): Distrust | undefined {
  const message = read(body);
  if (message === undefined) return { reason: "unsigned" };
  const distrust = distrustOf(message, keys);
  if (distrust?.reason !== "unsigned") return distrust;
  return isOptional || isOfDefinition(message, catalog) ? undefined : distrust;
}

/** A dead letter is signed by the worker that buried it; one that the worker could not verify has what its sender signed in it. */
export function letterDistrust(body: string, keys: SigningKeys, isOptional: boolean): Distrust | undefined {
  const message = read(body);
  if (message === undefined) return { reason: "unsigned" };
  const { dead: _, ...alive } = message;
  const distrust = distrustOf(message, keys) && distrustOf(alive, keys);
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

/**
 * A schedule that stands in a job's definition is deployed where no keys are. The worker knows what it sends from its own code:
 * whatever is exactly that, but for its time, is run.
 */
function isOfDefinition(message: Message, catalog: Definitions): boolean {
  const definition = catalog.get(String(message["function"]));
  if (definition === undefined || definition.schedules.length === 0) return false;
  try {
    const said = toCanonical(message);
    return toSchedulePlans([definition]).some(({ body }) => toCanonical(JSON.parse(body)) === said);
  } catch {
    return false; // it has no canonical form
  }
}
