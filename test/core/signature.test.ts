import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { distrustOf, type Message, sign, toCanonical } from "../../lib/core/signature.ts";
import { toSigningKeys } from "../../lib/core/signing-keys.ts";

interface Vectors {
  readonly signed: readonly {
    readonly name: string;
    readonly keys: string;
    readonly message: Message;
    readonly canonical: string;
    readonly signature: string;
  }[];
  readonly mistrusted: readonly {
    readonly name: string;
    readonly reason: string;
    readonly keys: string;
    readonly message: Message;
  }[];
}

const vectors: Vectors = JSON.parse(
  readFileSync(new URL("../../docs/wire-format.vectors.json", import.meta.url), "utf8"),
);

const aKey = (byte: number) => Buffer.alloc(32, byte).toString("base64");
const KEYS = toSigningKeys(`2026-11:${aKey(1)},2026-05:${aKey(2)}`, "test");
const OTHERS = toSigningKeys(`2026-11:${aKey(3)}`, "test");

const read = (body: string): Message => JSON.parse(body);
const signed = (message: Message): Message => read(sign(JSON.stringify(message), KEYS));

/** Fields of any name and content, beside those that each message has; text that is Unicode. */
const messages = fc
  .tuple(
    fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ stringUnit: "binary" })),
    fc.array(fc.jsonValue({ stringUnit: "binary" })),
  )
  .map(([{ signature: _, held: __, ...fields }, args]): Message => {
    return read(JSON.stringify({ ...fields, function: "f", args, enqueuedAt: "2026-11-21T10:00:00.000Z" }));
  });

describe("the vectors of docs/wire-format.md", () => {
  test.each(vectors.signed)("signed: $name", ({ keys, message, canonical, signature }) => {
    expect(toCanonical(message)).toBe(canonical);
    const known = toSigningKeys(keys, "the vectors");
    expect(read(sign(JSON.stringify(message), known))).toEqual({ ...message, signature });
    expect(distrustOf({ ...message, signature }, known)).toBeUndefined();
  });

  test.each(vectors.mistrusted)("mistrusted: $name", ({ keys, message, reason }) => {
    expect(distrustOf(message, toSigningKeys(keys, "the vectors"))).toMatchObject({ reason });
  });
});

describe("any message", () => {
  test("is what it was, signed, and verifies", () => {
    fc.assert(
      fc.property(messages, (message) => {
        const { signature, ...rest } = signed(message);
        expect(JSON.stringify(rest)).toBe(JSON.stringify(message));
        expect(signature).toMatch(/^2026-11:[A-Za-z0-9+/]{43}=$/);
        expect(distrustOf({ ...message, signature }, KEYS)).toBeUndefined();
      }),
    );
  });

  test("verifies in any order of its fields, with any white space, and with `held`", () => {
    fc.assert(
      fc.property(messages, fc.infiniteStream(fc.nat()), fc.nat(4), (message, chance, space) => {
        const { signature } = signed(message);
        const again = JSON.stringify(shuffled({ ...message, signature, held: true }, chance), null, space);
        expect(distrustOf(read(again), KEYS)).toBeUndefined();
      }),
    );
  });

  test("is not valid once a leaf of it is another", () => {
    fc.assert(
      fc.property(messages, fc.nat(), fc.jsonValue({ stringUnit: "binary" }), (message, pick, value) => {
        const { signature } = signed(message);
        const paths = leavesOf(message);
        const path = paths[pick % paths.length] ?? [];
        const changed = { ...replaced(message, path, value), signature };
        fc.pre(toCanonical(changed) !== toCanonical(message));
        expect(distrustOf(changed, KEYS)).toEqual({ reason: "bad_signature", keyId: "2026-11" });
      }),
    );
  });

  test("is not valid with a field more or less", () => {
    fc.assert(
      fc.property(messages, fc.string(), fc.nat(), (message, name, pick) => {
        const { signature } = signed(message);
        fc.pre(!Object.hasOwn(message, name) && name !== "held" && name !== "signature");
        const more = { ...message, signature, ...read(JSON.stringify({ [name]: null })) };
        expect(distrustOf(more, KEYS)).toMatchObject({ reason: "bad_signature" });
        const names = Object.keys(message);
        const gone = names[pick % names.length] ?? "";
        const less = Object.fromEntries(Object.entries({ ...message, signature }).filter(([key]) => key !== gone));
        expect(distrustOf(less, KEYS)).toMatchObject({ reason: "bad_signature" });
      }),
    );
  });

  test("is not valid with another key's secret, or with the signature of another message", () => {
    fc.assert(
      fc.property(messages, messages, (one, other) => {
        expect(distrustOf(signed(one), OTHERS)).toMatchObject({ reason: "bad_signature" });
        fc.pre(toCanonical(one) !== toCanonical(other));
        const { signature } = signed(other);
        expect(distrustOf({ ...one, signature }, KEYS)).toMatchObject({ reason: "bad_signature" });
      }),
    );
  });

  test("that is signed again has one signature, by the first key, and all keys verify", () => {
    const [first, second] = KEYS;
    const old = sign('{"function":"f","args":[]}', [second as typeof first]);
    expect(distrustOf(read(old), KEYS)).toBeUndefined();
    const again = sign(old, KEYS);
    expect(again.match(/"signature"/g)).toHaveLength(1);
    expect(read(again)).toMatchObject({ signature: expect.stringMatching(/^2026-11:/) });
    expect(distrustOf(read(again), KEYS)).toBeUndefined();
  });
});

describe("a recurring schedule's message", () => {
  const at = "2026-11-21T10:00:00Z";
  const asSent = { function: "f", args: ["t-42"], id: "f@<aws.scheduler.scheduled-time>" };
  const { signature } = signed({ ...asSent, scheduledAt: "<aws.scheduler.scheduled-time>" });
  const firing: Message = { ...asSent, id: `f@${at}`, scheduledAt: at, signature };

  test("verifies with the time that the scheduler has put into it", () => {
    expect(distrustOf(firing, KEYS)).toBeUndefined();
  });

  test.each<[string, object]>([
    ["other arguments", { args: ["t-43"] }],
    ["another time than its id's", { scheduledAt: "2026-11-21T10:01:00Z" }],
    ["another schedule's id", { id: `g@${at}` }],
    ["a time of its enqueueing", { enqueuedAt: at }],
    ["an end", { expiresAt: at }],
  ])("does not with %s", (_, change) => {
    expect(distrustOf({ ...firing, ...change }, KEYS)).toMatchObject({ reason: "bad_signature" });
  });

  test("lends its signature to no message that was enqueued", () => {
    const enqueued = signed({ function: "f", args: [], id: "a", enqueuedAt: at, scheduledAt: at });
    const { enqueuedAt: _, ...without } = enqueued;
    expect(distrustOf(without, KEYS)).toMatchObject({ reason: "bad_signature" });
    expect(distrustOf({ ...without, id: `a@${at}` }, KEYS)).toMatchObject({ reason: "bad_signature" });
  });
});

test.each([
  ["white space behind it", '{"function":"f","args":[]} \r\n\t'],
  ["nothing in it", "{}"],
  ["nothing in it but white space", " { } "],
  ["nothing in it but a signature", '{"signature":7}'],
])("a message with %s is JSON when it is signed, and verifies", (_, body) => {
  const { signature, ...message } = read(sign(body, KEYS));
  const { signature: __, ...before } = read(body);
  expect(message).toEqual(before);
  expect(distrustOf({ ...message, signature }, KEYS)).toBeUndefined();
});

test.each([
  ["half of a surrogate pair", '{"function":"f","args":["\\ud800"]}'],
  ["half of a surrogate pair as a name", '{"function":"f","args":[{"\\udc00":1}]}'],
  ["a number beyond numbers", '{"function":"f","args":[1e999]}'],
])("%s has no canonical form: never valid, and no error", (_, body) => {
  const { signature } = signed({ function: "f", args: [] });
  expect(distrustOf({ ...read(body), signature }, KEYS)).toEqual({ reason: "bad_signature", keyId: "2026-11" });
});

test.each([
  ["shorter", (text: string) => text.slice(0, -1)],
  ["longer", (text: string) => `${text}=`],
  ["in other letters", (text: string) => text.toLowerCase()],
  ["in base64url", (text: string) => text.replaceAll("+", "-").replaceAll("/", "_").replace(/=$/, "")],
  ["with a key's name alone", () => "2026-11:"],
  ["not ASCII", (text: string) => `${text.slice(0, -1)}ä`],
])("a signature that is %s is not valid", (_, change) => {
  const message = signed({ function: "f", args: [] });
  const signature = change(String(message["signature"]));
  expect(distrustOf({ ...message, signature }, KEYS)).toEqual({ reason: "bad_signature", keyId: "2026-11" });
});

test.each([null, 7, {}, [], true])("a signature that is no text is not valid: %j", (signature) => {
  expect(distrustOf({ function: "f", args: [], signature }, KEYS)).toEqual({ reason: "bad_signature" });
});

type Path = readonly (string | number)[];

function leavesOf(value: unknown, path: Path = []): readonly Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const inside = Array.isArray(value)
    ? value.flatMap((item, index) => leavesOf(item, [...path, index]))
    : Object.entries(value).flatMap(([key, item]) => leavesOf(item, [...path, key]));
  return inside.length === 0 ? [path] : inside; // what is empty has no other leaf
}

function replaced(message: Message, path: Path, value: unknown): Message {
  const put = (at: unknown, [key, ...rest]: Path): unknown => {
    if (key === undefined) return value;
    if (Array.isArray(at)) return at.map((item, index) => (index === key ? put(item, rest) : item));
    return Object.fromEntries(Object.entries(at as object).map(([k, v]) => [k, k === key ? put(v, rest) : v]));
  };
  return put(message, path) as Message;
}

/** The same value, the fields of its objects in another order. */
function shuffled(value: unknown, chance: Iterator<number>): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffled(item, chance));
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => ({ key, item, rank: chance.next().value }));
  return Object.fromEntries(
    entries.sort((a, b) => a.rank - b.rank).map(({ key, item }) => [key, shuffled(item, chance)]),
  );
}
