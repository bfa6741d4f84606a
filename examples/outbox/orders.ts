// What the shop does at an order: all of it, and that an invoice is to be sent, or nothing.

import type { Database } from "./database.ts";
import { sendInvoice } from "./jobs.ts";

/** Rejects where the product is sold out: then there is no order, and no invoice. */
export async function placeOrder(database: Database, number: number, product: string): Promise<void> {
  await database.transaction(async (transaction) => {
    const message = await sendInvoice.prepare(number); // sealed, signed, with its id; nothing is sent yet
    await transaction.query("insert into orders values ($1, $2, $3)", [number, product, message.id]);
    await transaction.query("insert into outbox (message) values ($1)", [message]);
    await transaction.query("update products set stock = stock - 1 where name = $1", [product]);
  });
}
