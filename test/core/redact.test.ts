import { job } from "errand";
import * as v from "valibot";
import { expect, test } from "vitest";
import { handle } from "../../lib/core/batch.ts";
import { describeArgs } from "../../lib/core/redact.ts";
import { toLine } from "../../lib/observe/log.ts";
import { aDelivery } from "../support/deliveries.ts";
import { aKernel } from "../support/kernels.ts";

const USER = { email: "ann@example.org", cards: [{ number: "4111", brand: "visa" }, { number: "4222" }] };

test("by default kinds, names and sizes are told, no values", () => {
  expect(describeArgs([USER, "secret", 42, null, [1, 2], true], undefined)).toBe(
    "an object with email, cards, a string of 6, a number, null, an array of 2, a boolean",
  );
  expect(describeArgs([], undefined)).toBe("");
});

test("paths keep back what stands at them, also in lists; all else is told", () => {
  expect(describeArgs([USER, "open"], ["args[0].email", "args[0].cards[*].number"])).toBe(
    '{"email":"[redacted]","cards":[{"number":"[redacted]","brand":"visa"},{"number":"[redacted]"}]}, "open"',
  );
  expect(describeArgs([USER], ["args[0].*"])).toBe('{"email":"[redacted]","cards":"[redacted]"}');
  expect(describeArgs([USER, 1], ["args[*]"])).toBe('"[redacted]", "[redacted]"'.replaceAll('"[', '"['));
  expect(describeArgs(["x"], [])).toBe('"x"');
  expect(describeArgs(["x".repeat(5000)], [])).toHaveLength(1025);
});

test("a name that is none in JavaScript stands in quotes", () => {
  expect(describeArgs([{ "card-number": "4111", name: "Ann" }], ['args[0]["card-number"]'])).toBe(
    '{"card-number":"[redacted]","name":"Ann"}',
  );
});

test("what is nested too deeply to be written is told by its kind", () => {
  const deep = JSON.parse(`${"[".repeat(100_000)}${"]".repeat(100_000)}`);
  expect(describeArgs([deep], [])).toBe("an array of 1");
});

test.each([[["args"]], [["0.x"]], [["args[0"]], ["args[0]" as never], [[1 as never]]])(
  "%j is no list of paths",
  (redact) => {
    expect(() => job("pay", () => {}, { redact })).toThrow(
      'Job "pay": "redact" must be a list of paths: args[0].password',
    );
  },
);

const SECRET = "hunter2-very-secret";

test("a schema that quotes what it refuses doesn't tell it to anybody", async () => {
  const pay = job("pay", (_: string, __: { cards: string[] }) => {}, {
    args: v.tuple([v.pipe(v.string(), v.email()), v.object({ cards: v.array(v.pipe(v.string(), v.creditCard())) })]),
  });
  const args = ["4111-secret", { cards: ["hunter2"] }] as [string, { cards: string[] }];
  const { kernel, events, broker } = aKernel({ pay });
  await handle(aDelivery({ function: "pay", args }), kernel);
  expect(events.at(-1)).toMatchObject({ type: "job.dead", reason: "invalid_args" });
  expect(JSON.stringify([events, JSON.parse(broker.buried[0]?.body ?? "").dead])).not.toMatch(/4111|hunter2/);
  await expect(pay(...args)).rejects.toThrow("args[0]: Invalid email: Received");
  await expect(pay(...args)).rejects.not.toThrow(/4111|hunter2/);
});

test("no argument's value is in any event, log line or dead letter's error, unless the job shows it", async () => {
  const pay = job("pay", (_secret: string) => Promise.reject(new Error("declined")), { retry: { attempts: 1 } });
  const shown = job("shown", (_secret: string) => Promise.reject(new Error("declined")), { redact: [] });
  const { kernel, events, broker } = aKernel({ pay, shown });
  const bodies = [
    { function: "pay", args: [SECRET] },
    { function: "unknown", args: [SECRET], unknownSince: "2020-01-01T00:00:00Z" },
    `{"function":"pay","args":["${SECRET}"`,
    `"${SECRET}"`,
    SECRET,
    { function: "pay", args: SECRET },
    { function: "pay", args: [SECRET], hops: 5000 },
    { function: "pay", args: [SECRET], attempt: SECRET },
  ];
  for (const body of bodies) await handle(aDelivery(body), kernel);
  expect(events.filter(({ type }) => type === "job.dead")).toHaveLength(bodies.length);
  expect(JSON.stringify(events)).not.toContain(SECRET);
  expect(events.map(toLine).join()).not.toContain(SECRET);
  for (const { body } of broker.buried) expect(JSON.stringify(JSON.parse(body).dead)).not.toContain(SECRET);

  await handle(aDelivery({ function: "shown", args: [SECRET] }), kernel);
  expect(events.at(-1)).toMatchObject({ type: "job.failed", args: `"${SECRET}"` });
});
