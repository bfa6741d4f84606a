// One request about a deployed stack: what it is about, and what became of it, as far as that makes a difference.

import { ErrandError } from "../core/errors.ts";
import type { StackTemplate } from "./deployed-stack.ts";
import type { StackClients } from "./stack-clients.ts";

/** What the readers of the kinds share. */
export interface Stack {
  readonly template: StackTemplate;
  readonly physicalIds: ReadonlyMap<string, string>;
  readonly refs: Readonly<Record<string, string>>;
  readonly clients: StackClients;
}

/** Properties as they are; `undefined` where the resource is gone. */
export type RealProperties = Readonly<Record<string, unknown>> | undefined;

/** In a template, the value of what could not be asked. */
export const UNASKED = { "Fn::Unasked": [] };

export type Notice = (sentence: string) => void;

/** What a request gave: its answer, that there is no such thing, or that the endpoint doesn't know the request. */
export type Answer<Value> =
  | { readonly kind: "answer"; readonly value: Value }
  | { readonly kind: "gone" }
  | { readonly kind: "unsupported"; readonly why: string };

/**
 * @param what is asked, as `SQS GetQueueAttributes of LowQueue`.
 * @throws `ErrandError` `doctor_failed` for every other error.
 */
export async function ask<Value>(what: string, request: () => Promise<Value>): Promise<Answer<Value>> {
  try {
    return { kind: "answer", value: await request() };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: "Error", message: String(error) };
    if (/NotFound|NonExistentQueue|QueueDoesNotExist/.test(name)) return { kind: "gone" };
    const why = `${name}: ${message}`;
    if (isUnsupported(name, message, statusOf(error))) return { kind: "unsupported", why };
    throw new ErrandError(
      "doctor_failed",
      `${what} failed: ${why}. Check the name, the region, the endpoint and the permissions (docs/doctor.md lists them).`,
      { cause: error },
    );
  }
}

/** As emulators say that they haven't built something; AWS itself never does. */
function isUnsupported(name: string, message: string, status: number | undefined): boolean {
  if (status === 501) return true;
  if (/^(UnknownOperation|UnknownAction|InvalidAction|NotImplemented|UnsupportedOperation)/.test(name)) return true;
  return /not (yet )?(been )?(implemented|supported)|unknown (action|operation|path)/i.test(message);
}

function statusOf(error: unknown): number | undefined {
  const metadata = typeof error === "object" && error !== null && "$metadata" in error ? error.$metadata : undefined;
  const status =
    typeof metadata === "object" && metadata !== null && "httpStatusCode" in metadata ? metadata.httpStatusCode : 0;
  return typeof status === "number" ? status : undefined;
}
