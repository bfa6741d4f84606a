// The shop of examples/outbox as a process that is killed: at a certain moment, where it stands still and says so, or in the midst of it all.

import { setImmediate } from "node:timers/promises";
import { type Client, createClient } from "errand";
import { type Database, openDatabase } from "../../../examples/outbox/database.ts";
import { placeOrder } from "../../../examples/outbox/orders.ts";
import { relay } from "../../../examples/outbox/relay.ts";

/** Where it is killed; `nowhere`: it empties the outbox, and tells of its orders. */
export type Moment = "before commit" | "before send" | "after send" | "anywhere" | "nowhere";

export interface Order {
  readonly number: number;
  readonly invoice_job: string;
}

/** `here`: it stands still. */
export type Told = { readonly placed: number } | "here" | { readonly orders: readonly Order[] };

const [, , folder = "", moment] = process.argv;
const tell = (told: Told): void => void process.send?.(told);
const database = await openDatabase(folder);
const client = createClient({ mode: "sqs" });

async function stand(): Promise<never> {
  tell("here");
  return new Promise(() => {});
}

/** The same, but for the commit, which never comes. */
const neverCommitting: Database = {
  query: database.query.bind(database),
  transaction: (work) =>
    database.transaction(async (transaction) => {
      await work(transaction);
      return stand();
    }),
};

async function nextNumber(): Promise<number> {
  const { rows } = await database.query<{ readonly number: number }>(
    "select coalesce(max(number), 0) + 1 as number from orders",
  );
  return rows[0]?.number ?? 1;
}

/** Orders without end; of globes there is one, so that many are refused. */
async function sell(): Promise<void> {
  for (let number = await nextNumber(), placed = 1; ; number += 1, placed += 1) {
    await placeOrder(database, number, number % 3 === 0 ? "globe" : "book").catch(() => {});
    if (number % 4 === 0) await relay(database, client);
    tell({ placed });
    await setImmediate();
  }
}

async function act(): Promise<void> {
  const sendAndStand: Pick<Client, "send"> = { send: (messages) => client.send(messages).then(stand) };
  switch (moment as Moment) {
    case "before commit":
      return placeOrder(neverCommitting, await nextNumber(), "book");
    case "before send":
      await placeOrder(database, await nextNumber(), "book");
      return void (await relay(database, { send: stand }));
    case "after send":
      await placeOrder(database, await nextNumber(), "book");
      return void (await relay(database, sendAndStand));
    case "anywhere":
      return sell();
    case "nowhere": {
      while ((await relay(database, client)) > 0);
      const { rows } = await database.query<Order>("select number, invoice_job from orders order by number");
      await database.close();
      tell({ orders: rows });
      return process.disconnect();
    }
  }
}

await act();
