import fc from "fast-check";
import { expect, test } from "vitest";
import { IN_MEMORY } from "../../../lib/engine/data/journal.ts";
import { createFairLine } from "../../../lib/engine/sqs/fair-line.ts";
import { createFifoLine } from "../../../lib/engine/sqs/fifo-line.ts";
import type { Item } from "../../../lib/engine/sqs/item.ts";
import { createKeepers } from "../../../lib/engine/sqs/kept.ts";
import type { Line } from "../../../lib/engine/sqs/line.ts";
import type { Message } from "../../../lib/engine/sqs/message.ts";
import { NO_ATTRIBUTES } from "../../../lib/engine/sqs/message-attributes.ts";
import { createShelf } from "../../../lib/engine/sqs/shelf.ts";

// The lines against their rules written out plainly: slow, over all messages at each step.

type Step =
  | { readonly do: "put"; readonly group: string; readonly count: number; readonly delayed: boolean }
  | { readonly do: "receive"; readonly limit: number }
  | { readonly do: "delete" | "give back" | "remove"; readonly pick: number; readonly count: number };

const group = fc.constantFrom("a", "a", "a", "b", "c", "d", "");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    do: fc.constant("put" as const),
    group,
    count: fc.integer({ min: 1, max: 20 }),
    delayed: fc.boolean(),
  }),
  fc.record({ do: fc.constant("receive" as const), limit: fc.integer({ min: 1, max: 30 }) }),
  fc.record({
    do: fc.constantFrom("delete" as const, "give back" as const, "remove" as const),
    pick: fc.nat(),
    count: fc.integer({ min: 1, max: 8 }),
  }),
);

/** Takes the steps on a shelf with this line; `judge` is asked at each message that is handed out. */
function play(
  line: Line,
  steps: readonly Step[],
  judge: (item: Item | undefined, all: readonly Item[], own: readonly Item[]) => void,
) {
  const shelf = createShelf(line, createKeepers(IN_MEMORY, "jobs"));
  let all: Item[] = [];
  let now = 0;
  const inState = (state: string) => all.filter((item) => item.state === state);
  for (const step of steps) {
    now++;
    shelf.refresh(now, 1e9);
    switch (step.do) {
      case "put":
        for (let n = 0; n < step.count; n++) {
          const message = createMessage(step.group === "" ? undefined : step.group);
          all.push(putAndFind(message, step.delayed ? now + 3 : now));
        }
        break;
      case "receive": {
        const next = shelf.open();
        const own: Item[] = [];
        for (let n = 0; n < step.limit; n++) {
          const item = next();
          judge(item, all, own);
          if (item === undefined) break;
          shelf.hand(item, now, 1_000);
          own.push(item);
        }
        break;
      }
      default:
        for (let n = 0; n < step.count; n++) {
          const some = inState(step.do === "remove" ? "ready" : "in-flight");
          const item = some[step.pick % some.length];
          if (item === undefined) break;
          if (step.do === "give back") shelf.hide(item, now, 1);
          else shelf.remove(item);
          all = all.filter((one) => one.state !== "gone");
        }
    }
  }

  /** The shelf keeps its items to itself; the line sees each as it enters. */
  function putAndFind(message: Message, readyAt: number): Item {
    let found: Item | undefined;
    const { enter } = line;
    line.enter = (item) => {
      found = item;
      enter(item);
    };
    shelf.put(message, readyAt, now);
    line.enter = enter;
    if (found === undefined) throw new Error("Expected the line to be told of the item, it was not.");
    return found;
  }
}

function createMessage(groupId: string | undefined): Message {
  const absent = { attributes: NO_ATTRIBUTES, traceHeader: undefined, deduplicationId: undefined };
  return { id: "id", body: "x", bodyMd5: "", sentAt: 0, groupId, ...absent };
}

test("the fair line is the order of sending, but that a noisy group's messages come last", () => {
  const steps = fc.array(step, { minLength: 20, maxLength: 80 });
  let overtaken = 0;

  fc.assert(
    fc.property(steps, (taken) => {
      play(createFairLine(), taken, (item, all) => {
        const flying = all.filter(({ state }) => state === "in-flight");
        const inFlightOf = ({ message }: Item) =>
          flying.filter((one) => one.message.groupId === message.groupId && message.groupId !== undefined).length;
        const isNoisy = (one: Item) => inFlightOf(one) >= 30 && inFlightOf(one) > flying.length / 10;
        const ready = all.filter(({ state }) => state === "ready");
        const quiet = ready.filter((one) => !isNoisy(one));
        if (quiet.length > 0) {
          expect(item?.sequence).toBe(Math.min(...quiet.map(({ sequence }) => sequence)));
          if (quiet.length < ready.length) overtaken++;
        } else if (ready.length > 0) {
          const fewest = Math.min(...ready.map(inFlightOf));
          expect(item && inFlightOf(item)).toBe(fewest);
        } else expect(item).toBeUndefined();
      });
    }),
    { numRuns: 150 },
  );

  expect(overtaken).toBeGreaterThan(100);
});

test("the FIFO line gives a group's messages in order, and none while one before it is with another receive", () => {
  const steps = fc.array(step, { minLength: 20, maxLength: 80 });

  fc.assert(
    fc.property(steps, (taken) => {
      play(createFifoLine(), taken, (item, all, own) => {
        const mayGo = (one: Item) =>
          one.state === "ready" &&
          all.every(
            (other) =>
              other.message.groupId !== one.message.groupId || other.sequence >= one.sequence || own.includes(other),
          );
        if (item !== undefined) expect(mayGo(item)).toBe(true);
        else expect(all.filter(mayGo)).toEqual([]);
      });
    }),
    { numRuns: 150 },
  );
});

// A message that is buried can come back in a circle of dead-letter queues, and be had by a poller, in the midst of a receive.
test("a receive leaves a group alone that another has begun while it was under way", () => {
  const shelf = createShelf(createFifoLine(), createKeepers(IN_MEMORY, "jobs"));
  for (let n = 0; n < 3; n++) shelf.put(createMessage("a"), 0, 0);
  const next = shelf.open();
  const buried = next();
  if (buried !== undefined) shelf.remove(buried);

  const others = shelf.open()();
  if (others !== undefined) shelf.hand(others, 0, 1);

  expect([buried?.sequence, others?.sequence, next()]).toEqual([1, 2, undefined]);
});
