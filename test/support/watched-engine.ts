// An engine whose requests are told, and of which a test says what becomes of them before the engine sees them.

import { randomUUID } from "node:crypto";
import type { Clock } from "../../lib/core/ports.ts";
import type { Engine } from "../../lib/engine/engine.ts";
import type { EngineRequest, EngineResponse } from "../../lib/engine/exchange.ts";
import { lostAnswer } from "../../lib/engine/lost-answer.ts";
import { refuse } from "../../lib/engine/refusal.ts";
import { SqsError, type SqsErrorCode } from "../../lib/engine/sqs/errors.ts";
import { toErrorResponse } from "../../lib/engine/sqs/protocol.ts";

/** A request as it came: the action's name, its input and when. */
export interface Asked {
  readonly action: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly at: number;
}

/** How long the worker's client waits for an answer before it gives the request up, in milliseconds: by `sqs-intake-client.ts`. */
const GIVEN_UP = { poll: 25_000, other: 10_000 };

/**
 * `nothing`: it is answered at once, with nothing. `hang`: it is never answered, and given up by its client. `lose`: it has its effect, and the connection breaks. `break`: the connection breaks before.
 * Otherwise an error of SQS, or of what stands before it; or so many of a batch's first entries are refused, and the others done.
 */
type Fate =
  | "hang"
  | "lose"
  | "break"
  | "nothing"
  | SqsErrorCode
  | { readonly status: number; readonly name: string }
  | { readonly refusedEntries: number };

const JSON_1_0 = { "content-type": "application/x-amz-json-1.0" };

export interface WatchedEngine extends Engine {
  /** Every request so far, in its order. */
  readonly asked: Asked[];
  /** From now on; what it gives nothing for goes its way. */
  decide(fateOf: (asked: Asked) => Fate | undefined): void;
}

export function watched(engine: Engine, clock: Clock): WatchedEngine {
  const asked: Asked[] = [];
  let fateOf: (one: Asked) => Fate | undefined = () => undefined;
  return {
    asked,
    decide(next) {
      fateOf = next;
    },
    close: engine.close,
    async handle(request, signal) {
      const one = toAsked(request, clock);
      asked.push(one);
      const fate = fateOf(one);
      if (fate === undefined) return engine.handle(request, signal);
      if (fate === "hang") return hang(one, clock);
      if (fate === "nothing") return { status: 200, headers: JSON_1_0, body: "{}" };
      if (fate === "lose") await engine.handle(request, signal);
      if (fate === "lose" || fate === "break") throw lostAnswer();
      if (typeof fate === "object" && "refusedEntries" in fate)
        return refuseSome(one, fate.refusedEntries, request, engine);
      if (typeof fate === "object") return refuse(fate.status, fate.name, "Refused by the test.");
      return toErrorResponse(randomUUID(), new SqsError(fate, "Refused by the test."));
    },
  };
}

async function refuseSome({ input }: Asked, count: number, request: EngineRequest, engine: Engine) {
  const entries = input["Entries"] as readonly { readonly Id: string }[];
  const refused = entries.slice(0, count);
  const Failed = refused.map(({ Id }) => ({
    Id,
    Code: "InternalError",
    Message: "Refused by the test.",
    SenderFault: false,
  }));
  const others = entries.slice(count);
  if (others.length === 0) return { status: 200, headers: JSON_1_0, body: JSON.stringify({ Successful: [], Failed }) };
  const answer = await engine.handle({ ...request, body: JSON.stringify({ ...input, Entries: others }) });
  return { ...answer, body: JSON.stringify({ ...JSON.parse(answer.body), Failed }) };
}

function toAsked({ headers, body }: EngineRequest, clock: Clock): Asked {
  const action = headers["x-amz-target"]?.replace("AmazonSQS.", "") ?? "";
  return { action, input: JSON.parse(body) as Asked["input"], at: clock.now() };
}

function hang({ action }: Asked, clock: Clock): Promise<EngineResponse> {
  return new Promise((_, reject) => {
    const given = Object.assign(new Error("The request was given up: it took too long."), { name: "TimeoutError" });
    clock.after(action === "ReceiveMessage" ? GIVEN_UP.poll : GIVEN_UP.other, () => reject(given));
  });
}
