import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SQS_LIMITS } from "../../lib/aws/limits.ts";
import { createClient } from "../../lib/core/client.ts";
import { deadJobs } from "../../lib/core/dead-client.ts";
import type { Priority } from "../../lib/core/ports.ts";
import { toTopology } from "../../lib/core/topology.ts";
import { createDirectClient, type DirectClient } from "../../lib/engine/direct-client.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { createEngineInspector } from "../../lib/testing/engine-inspector.ts";
import { createEngineQueues } from "../../lib/testing/engine-queues.ts";
import { makeHarnessQueues, ORIGIN, toEnvironment, urlOf } from "../../lib/testing/harness-queues.ts";
import { createManualClock, turn } from "../../lib/testing/manual-clock.ts";
import { aDeadBody } from "../support/dead-letters.ts";

/** A person's program: each of its requests waits a while, and from one on, all fail as where the machine is gone. */
interface Program {
  /** How many turns of the event loop each request waits, in a circle. */
  readonly pace: readonly number[];
  /** The request at which it ends; never where it is 0. */
  readonly endsAt: number;
  /** Whether the last one still has its effect. */
  readonly reachesQueue: boolean;
}

type Kind = "failed" | "unreadable" | "foreign" | "other";

interface Dead {
  readonly kind: Kind;
  readonly priority: Priority;
}

const aProgram: fc.Arbitrary<Program> = fc.record({
  pace: fc.array(fc.nat(3), { minLength: 1, maxLength: 5 }),
  endsAt: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 40 })),
  reachesQueue: fc.boolean(),
});
const someDead: fc.Arbitrary<readonly Dead[]> = fc.array(
  fc.record({
    kind: fc.constantFrom<Kind>("failed", "failed", "unreadable", "foreign", "other"),
    priority: fc.constantFrom<Priority>("high", "low"),
  }),
  { maxLength: 35 },
);

function running(sqs: DirectClient, { pace, endsAt, reachesQueue }: Program): DirectClient {
  let requests = 0;
  return {
    async call(action, input, signal) {
      requests += 1;
      const request = requests;
      for (let turns = pace[request % pace.length] ?? 0; turns > 0; turns -= 1) await turn();
      if (endsAt > 0 && request > endsAt) throw new Error("the program has ended");
      if (request !== endsAt) return sqs.call(action, input, signal);
      if (reachesQueue) await sqs.call(action, input, signal);
      throw new Error("the program ended with this request");
    },
  };
}

async function aSystem(dead: readonly Dead[]) {
  const clock = createManualClock();
  const sqs = createDirectClient(createEngine({ clock }), ORIGIN);
  const { queues } = toTopology();
  await makeHarnessQueues(sqs, queues);
  const environment = toEnvironment(queues);
  const bodies = dead.map(({ kind, priority }, n) => {
    const id = `${kind}-${n}`;
    if (kind === "unreadable") return aDeadBody({ reason: "malformed", priority, message: id }, clock.now());
    if (kind === "foreign") return `{"function":"send","args":[],"id":"${id}"}`;
    return aDeadBody({ priority, message: { id, function: kind === "other" ? "other" : "send" } }, clock.now());
  });
  for (const [n, { priority }] of dead.entries()) {
    await sqs.call("SendMessage", { QueueUrl: urlOf(`errand-${priority}-dead`), MessageBody: bodies[n] });
  }
  return {
    bodies,
    deadJobsOf(program: Program) {
      const own = running(sqs, program);
      const client = createClient(
        { mode: "sqs" },
        {
          connect: async () => createEngineQueues(own, environment, () => {}),
          inspect: async () => createEngineInspector(own, environment),
          environment: { ...environment },
          limits: SQS_LIMITS,
          clock,
          random: () => 0.5,
          loadListener: () => Promise.reject(new Error("no job runs here")),
        },
      );
      return deadJobs(client);
    },
    /** What interrupted programs had in hand is visible again. */
    wait: () => clock.advance(3_600_000),
    async textsIn(name: string): Promise<readonly string[]> {
      const texts: string[] = [];
      for (;;) {
        const asked = { QueueUrl: urlOf(name), MaxNumberOfMessages: 10, VisibilityTimeout: 30 };
        const { Messages = [] } = await sqs.call("ReceiveMessage", asked);
        const some = Messages as readonly { readonly Body: string }[];
        texts.push(...some.map(({ Body }) => Body));
        if (some.length === 0) return texts;
      }
    },
  };
}

const WITHOUT_END: Program = { pace: [0], endsAt: 0, reachesQueue: true };

/** The id that a test gave: an unreadable message is its own. */
const idOf = (text: string): string => (text.startsWith("{") ? JSON.parse(text).id : text);

const isMeant = { where: ({ job }: { readonly job: string }) => job !== "other" };

async function play(dead: readonly Dead[], one: Program, other: Program, act: "retry" | "discard") {
  const system = await aSystem(dead);
  await Promise.allSettled([system.deadJobsOf(one)[act](isMeant), system.deadJobsOf(other)[act](isMeant)]);
  await system.wait();
  const last = await system.deadJobsOf(WITHOUT_END)[act](isMeant);
  expect(last).toMatchObject({ failed: [], left: 0, hidden: 0 });
  return system;
}

const queuesOf = (priority: Priority) => [`errand-${priority}`, `errand-${priority}-dead`] as const;

describe("two at once, each perhaps interrupted at any request, and then one in peace", () => {
  test("retry: none is lost, none that is not meant is touched, and only an interruption makes a second copy", async () => {
    await fc.assert(
      fc.asyncProperty(someDead, aProgram, aProgram, async (dead, one, other) => {
        const { bodies, textsIn } = await play(dead, one, other, "retry");
        // A batch of ten is sent before it is deleted: so many may be there twice for each interruption.
        const mostCopies = 1 + Number(one.endsAt > 0) + Number(other.endsAt > 0);
        for (const priority of ["high", "low"] as const) {
          const [queue, deadQueue] = queuesOf(priority);
          const here = dead.map(({ kind }, n) => ({ kind, id: `${kind}-${n}`, body: bodies[n] ?? "" }));
          const own = here.filter((_, n) => dead[n]?.priority === priority);
          const meant = own.filter(({ kind }) => kind !== "other").map(({ id }) => id);
          const others = own.filter(({ kind }) => kind === "other").map(({ body }) => body);
          expect((await textsIn(deadQueue)).toSorted()).toEqual(others.toSorted());
          const copies = Map.groupBy((await textsIn(queue)).map(idOf), (id) => id);
          expect([...copies.keys()].toSorted()).toEqual(meant.toSorted());
          for (const { length } of copies.values()) expect(length).toBeLessThanOrEqual(mostCopies);
        }
      }),
      { numRuns: 300 },
    );
  }, 60_000);

  test("discard: all that is meant is gone, and nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(someDead, aProgram, aProgram, async (dead, one, other) => {
        const { bodies, textsIn } = await play(dead, one, other, "discard");
        const left = [...(await textsIn("errand-high-dead")), ...(await textsIn("errand-low-dead"))];
        expect(left.toSorted()).toEqual(bodies.filter((_, n) => dead[n]?.kind === "other").toSorted());
        expect([...(await textsIn("errand-high")), ...(await textsIn("errand-low"))]).toEqual([]);
      }),
      { numRuns: 100 },
    );
  }, 60_000);
});
