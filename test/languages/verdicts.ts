// What must hold of a sender in another language: its messages run with the arguments that it sent, signed ones only as they were signed.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomVectors } from "./random-vectors.ts";
import { startReceiving } from "./receiving.ts";
import { SAMPLES } from "./samples.ts";
import { callSender, type Sender } from "./senders.ts";

export interface Verdict {
  readonly what: string;
  /** What came instead, where it doesn't hold. */
  readonly got?: string | undefined;
}

const VECTORS = join(import.meta.dirname, "../../docs/wire-format.vectors.json");

const KEYS = `2026-11:${Buffer.alloc(32, "front door").toString("base64")}`;

export async function unsignedVerdicts(sender: Sender): Promise<readonly Verdict[]> {
  const receiving = await startReceiving({});
  try {
    const verdicts: Verdict[] = [];
    for (const args of SAMPLES) {
      const id = await callSender(sender, ["send", "echo", args], receiving.environment);
      verdicts.push(expectSame(`${sender.language}: ${cut(args)} runs`, args, await receiving.outcomeOf(id)));
    }
    return verdicts;
  } finally {
    await receiving.stop();
  }
}

/** Of Python's sender, which can sign. */
export async function signedVerdicts(sender: Sender): Promise<readonly Verdict[]> {
  const keys = { ERRAND_SIGNING_KEYS: KEYS };
  const receiving = await startReceiving(keys);
  const send = (args: string, variables = {}) =>
    callSender(sender, ["send", "echo", args], { ...receiving.environment, ...variables });
  try {
    const verdicts: Verdict[] = [
      await tried("Errand's vectors come out the same", () => callSender(sender, ["verify", VECTORS])),
      await tried("2,000 messages made by chance come out the same", () => verifyRandom(sender)),
      await refused("a number that JavaScript would change is not signed", "9007199254740992", () =>
        send("[9007199254740992]", keys),
      ),
      await refused("what is no list is not sent", "ARGS must be a list", () => send('{"to":"ann"}', keys)),
      await refused("a key that is none is told", "ERRAND_SIGNING_KEYS must be", () =>
        send("[]", { ERRAND_SIGNING_KEYS: "2026-11" }),
      ),
      await refused("half of a surrogate pair is not signed", "must be Unicode", () => send('["\\ud83d"]', keys)),
    ];
    for (const args of SAMPLES) {
      const outcome = await receiving.outcomeOf(await send(args, keys));
      verdicts.push(expectSame(`signed: ${cut(args)} runs`, args, outcome));
    }
    const dead = async (what: string, id: string, reason: string): Promise<void> => {
      const outcome = await receiving.outcomeOf(id);
      verdicts.push({ what, got: outcome === `dead: ${reason}` ? undefined : outcome });
    };
    await dead("without a signature it is dead", await send("[]"), "unsigned");
    const other = { ERRAND_SIGNING_KEYS: KEYS.replace("2026-11", "2026-10") };
    await dead("with a key that isn't known it is dead", await send("[]", other), "unknown_key");
    const forged = { ERRAND_SIGNING_KEYS: `2026-11:${Buffer.alloc(32, "another").toString("base64")}` };
    await dead("with another key of the same name it is dead", await send("[]", forged), "bad_signature");
    const altered = await sendAltered(receiving.environment["ERRAND_LOW_QUEUE_URL"] ?? "", sender);
    await dead("altered on its way it is dead", altered, "bad_signature");
    return verdicts;
  } finally {
    await receiving.stop();
  }
}

async function verifyRandom(sender: Sender): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "errand-vectors-"));
  try {
    const file = join(folder, "vectors.json");
    writeFileSync(file, randomVectors(KEYS));
    await callSender(sender, ["verify", file]);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const SIGN = `
import json, sys
from signature import sign
print(json.dumps(sign(json.loads(sys.argv[1]), sys.argv[2])))
`;

/** Signed by the sender, and altered by somebody who has no key. */
async function sendAltered(queueUrl: string, sender: Sender): Promise<string> {
  const message = '{"function":"echo","args":["10 EUR"]}';
  const signed = await callSender({ ...sender, run: ["-c", SIGN] }, [message, KEYS]);
  const MessageBody = signed.replace("10 EUR", "99 EUR");
  const response = await fetch(queueUrl, {
    method: "POST",
    headers: {
      "x-amz-target": "AmazonSQS.SendMessage",
      "content-type": "application/x-amz-json-1.0",
      authorization: "none",
    },
    body: JSON.stringify({ QueueUrl: queueUrl, MessageBody }),
  });
  const { MessageId } = (await response.json()) as { readonly MessageId: string };
  return MessageId;
}

async function tried(what: string, act: () => Promise<unknown>): Promise<Verdict> {
  return act().then(
    () => ({ what }),
    (error: Error) => ({ what, got: error.message }),
  );
}

async function refused(what: string, saying: string, act: () => Promise<unknown>): Promise<Verdict> {
  const message = await act().then(
    () => "it was sent",
    (error: Error) => error.message,
  );
  return { what, got: message.includes(saying) ? undefined : message };
}

function expectSame(what: string, args: string, outcome: string): Verdict {
  return { what, got: outcome === JSON.stringify(JSON.parse(args)) ? undefined : outcome };
}

function cut(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
