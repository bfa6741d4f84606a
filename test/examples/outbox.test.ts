import { fork } from "node:child_process";
import { once } from "node:events";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, type TestContext, test } from "vitest";
import { openDatabase } from "../../examples/outbox/database.ts";
import { startRunner } from "../support/local-runner.ts";
import { createSightings } from "../support/waiting.ts";
import type { Moment, Order, Told } from "./outbox/shop-main.ts";

const SHOP = new URL("./outbox/shop-main.ts", import.meta.url);
const JOBS = new URL("../../examples/outbox/jobs.ts", import.meta.url);

/** Made once: a new database takes seconds. */
const EMPTY = mkdtempSync(join(tmpdir(), "errand-outbox-"));
beforeAll(async () => (await openDatabase(EMPTY)).close(), 60_000);
afterAll(() => rmSync(EMPTY, { recursive: true, force: true }));

/** A shop on a folder of its own, and what runs its jobs. */
async function aShop(context: TestContext) {
  const { ready, events } = startRunner(context, { jobs: JOBS, watch: false });
  const { runner } = await ready();
  const folder = mkdtempSync(join(tmpdir(), "errand-outbox-"));
  context.onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(EMPTY, folder, { recursive: true });

  const start = (moment: Moment) => {
    const env = { ...process.env, ...runner.environment };
    const child = fork(SHOP, [folder, moment], { env, execArgv: ["--conditions=@errand/source"] });
    context.onTestFinished(() => void child.kill("SIGKILL"));
    const told = createSightings<Told>();
    child.on("message", (message) => told.add(message as Told));
    return { child, told, exited: once(child, "exit") };
  };
  return {
    /** Kills it where it stands still, or when it has placed so many orders. */
    async kill(moment: Moment, placed = 0): Promise<void> {
      const { child, told, exited } = start(moment);
      await told.until((one) => one === "here" || (typeof one === "object" && "placed" in one && one.placed >= placed));
      child.kill("SIGKILL");
      await exited;
    },
    /** Started again, it sends what is left. Its orders, once each has had its invoice. */
    async goOn(): Promise<readonly Order[]> {
      const { told, exited } = start("nowhere");
      const last = await told.until((one) => typeof one === "object" && "orders" in one);
      await exited;
      const { orders } = last as Extract<Told, { readonly orders: readonly Order[] }>;
      const isInvoiced = ({ invoice_job: job }: Order) =>
        events.until(({ type, id }) => type === "job.completed" && id === job);
      await Promise.all(orders.map(isInvoiced));
      return orders;
    },
    /** The ids of the jobs that have run, one for each run, once nothing is left to be run. */
    async runs(): Promise<readonly string[]> {
      const left = async () => (await runner.counts()).low;
      await expect.poll(left, { timeout: 60_000 }).toMatchObject({ waiting: 0, inFlight: 0, delayed: 0, dead: 0 });
      return events.items.filter(({ type }) => type === "job.completed").map(({ id }) => id);
    },
  };
}

const ids = (orders: readonly Order[]) => orders.map(({ invoice_job: job }) => job);

test("killed before its transaction is committed, a shop has neither the order nor its job", async (context) => {
  const shop = await aShop(context);
  await shop.kill("before commit");
  expect(await shop.goOn()).toEqual([]);
  expect(await shop.runs()).toEqual([]);
}, 180_000);

test("killed between commit and send, it sends the job when it is started again: it runs once, with the id that was prepared", async (context) => {
  const shop = await aShop(context);
  await shop.kill("before send");
  const orders = await shop.goOn();
  expect(orders).toHaveLength(1);
  expect(await shop.runs()).toEqual(ids(orders));
}, 180_000);

test("killed between send and delete, it sends the job again: it runs twice, both times with the id that was prepared", async (context) => {
  const shop = await aShop(context);
  await shop.kill("after send");
  const orders = await shop.goOn();
  expect(orders).toHaveLength(1);
  await expect.poll(shop.runs, { timeout: 60_000 }).toEqual([...ids(orders), ...ids(orders)]);
}, 180_000);

test("killed wherever it is, again and again: every committed order's job has run, and no other", async (context) => {
  const shop = await aShop(context);
  for (const placed of [3, 17, 8, 29, 12]) await shop.kill("anywhere", placed);
  const orders = await shop.goOn();
  expect(orders.length).toBeGreaterThan(20);
  expect(new Set(await shop.runs())).toEqual(new Set(ids(orders)));
}, 180_000);
