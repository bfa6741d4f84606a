// The shop as a program: it places an order each second, and a relay empties the outbox.

import { setTimeout as sleep } from "node:timers/promises";
import { createClient } from "errand";
import { openDatabase } from "./database.ts";
import { placeOrder } from "./orders.ts";
import { relay } from "./relay.ts";

const database = await openDatabase(process.env["SHOP_DATA"] ?? ".tmp/shop");
const client = createClient();
const { rows } = await database.query<{ number: number }>("select coalesce(max(number), 0) as number from orders");

for (let number = (rows[0]?.number ?? 0) + 1; ; number += 1) {
  const product = number % 5 === 0 ? "globe" : "book"; // of globes there is one
  await placeOrder(database, number, product).then(
    () => console.log(`order ${number}: a ${product}`),
    (error: Error) => console.log(`no order ${number}: ${error.message}`),
  );
  const sent = await relay(database, client).catch((error: Error) => error.message);
  console.log(`sent: ${sent}`);
  await sleep(1000);
}
