// CPU a job of 200 bytes, through the real client into queues that do nothing: plain, signed, with context, and both, in turns.

import { job } from "errand";
import { createClient } from "../../lib/core/client.ts";
import { systemClock } from "../../lib/core/clock.ts";
import type { Queues } from "../../lib/core/ports.ts";
import type { Settings } from "../../lib/core/settings.ts";
import { atMost, type Measurement, medianOf, type Row } from "../measurement.ts";

const ROUNDS = 15;
const JOBS = 4000;

/** Not measured: until code is compiled, and modules are loaded. */
const WARM_ROUNDS = 3;

const SIGNING_MICROSECONDS = 15;
const CONTEXT_MICROSECONDS = 3;

const KEYS = `bench:${Buffer.alloc(32, 7).toString("base64")}`;
const TENANT = { tenant: "tenant-42", user: "user-4711", locale: "de-CH" };
const ARGS = [{ name: "Ann", mail: "ann@example.org", text: "x".repeat(147) }] as const;

const nothing: Queues = {
  send: async (posts) => posts.map(() => ({ ok: true })),
  retry: async () => {},
  bury: async () => {},
  acknowledge: async () => {},
  hide: async () => {},
  visibilitySeconds: async () => 30,
};

const note = job("note", (_: unknown) => {});

function aClient(keys: string | undefined, settings: Settings) {
  const world = {
    connect: async () => nothing,
    environment: keys === undefined ? {} : { ERRAND_SIGNING_KEYS: keys },
    limits: { delaySeconds: 900, messageBytes: 1_048_576 },
    clock: systemClock,
    random: Math.random,
    loadListener: async () => () => {},
  };
  return createClient({ mode: "sqs", onEvent: () => {}, ...settings }, world);
}

/** Microseconds of CPU a job. */
async function round(client: ReturnType<typeof aClient>): Promise<number> {
  const before = process.cpuUsage();
  for (let count = 0; count < JOBS; count += 1) await client.enqueue(note, ARGS);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / JOBS;
}

async function measure(): Promise<readonly Row[]> {
  const context = { capture: () => TENANT };
  const clients = {
    plain: aClient(undefined, {}),
    signed: aClient(KEYS, {}),
    context: aClient(undefined, { context }),
    both: aClient(KEYS, { context }),
  };
  type Name = keyof typeof clients;
  const names = Object.keys(clients) as Name[];
  const costs: Record<Name, number[]> = { plain: [], signed: [], context: [], both: [] };
  for (let index = 0; index < WARM_ROUNDS + ROUNDS; index += 1) {
    for (const name of names) {
      const cost = await round(clients[name]);
      if (index >= WARM_ROUNDS) costs[name].push(cost);
    }
  }
  const bytes = Buffer.byteLength(JSON.stringify(ARGS));
  const cost = (name: Name): string => `${medianOf(costs[name]).toFixed(1)} µs`;
  /** The median of what each round costs more than the plain one beside it, and how many times as much. */
  const beside = (name: Name, target?: Row["target"]): Row => {
    const more = medianOf(costs[name].map((each, index) => each - (costs.plain[index] ?? 0)));
    const times = medianOf(costs[name].map((each, index) => each / (costs.plain[index] ?? 1)));
    const measured = `${more.toFixed(1)} µs, ${times.toFixed(2)} times`;
    return { what: `  ${name}: more than plain`, measured, ...(target && { target }) };
  };
  const added = (name: Name) => medianOf(costs[name].map((each, index) => each - (costs.plain[index] ?? 0)));
  return [
    { what: `CPU of an enqueue, ${bytes} bytes of arguments`, measured: `${ROUNDS} rounds of ${JOBS}` },
    { what: "  plain", measured: cost("plain") },
    beside("signed", atMost(SIGNING_MICROSECONDS, "µs", added("signed"))),
    beside("context", atMost(CONTEXT_MICROSECONDS, "µs", added("context"))),
    beside("both"),
  ];
}

export const cpu: Measurement = { name: "cpu", measure };
