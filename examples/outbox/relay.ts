// From the outbox to the queues: what was committed is sent, in its order, and deleted once it is.

import { type Client, EnqueueManyError, type PreparedMessage } from "errand";
import type { Database } from "./database.ts";

/** In one pass. */
const MOST = 100;

interface Row {
  readonly position: number;
  readonly message: PreparedMessage;
}

/**
 * One pass over what waits. Killed between sending and deleting, the next one sends the same messages, with the same ids, again.
 *
 * @returns how many were sent.
 */
export async function relay(database: Database, client: Pick<Client, "send">): Promise<number> {
  return database.transaction(async (transaction) => {
    // Several relays may work side by side: each takes what no other has in hand.
    const { rows } = await transaction.query<Row>(
      "select position, message from outbox order by position limit $1 for update skip locked",
      [MOST],
    );
    const sent = await send(rows, client);
    await transaction.query("delete from outbox where position = any($1)", [sent.map(({ position }) => position)]);
    return sent.length;
  });
}

/** @returns those that a queue has; the others are left for the next pass. */
async function send(rows: readonly Row[], client: Pick<Client, "send">): Promise<readonly Row[]> {
  try {
    await client.send(rows.map(({ message }) => message));
    return rows;
  } catch (error) {
    if (!(error instanceof EnqueueManyError)) throw error;
    console.error(`${error.message} They stay in the outbox.`);
    return rows.filter((_, index) => error.entries[index]?.ok);
  }
}
