// The shop's database: PostgreSQL in this process, in a folder. With a server, `pg` and its pool stand here.

import { PGlite } from "@electric-sql/pglite";

/** What the shop asks of it. */
export type Database = Pick<PGlite, "query" | "transaction">;

/** `outbox`: the messages of jobs that are to be sent, in the order in which they were written. */
const TABLES = `
create table if not exists products (name text primary key, stock integer not null check (stock >= 0));
create table if not exists orders (number integer primary key, product text not null references products, invoice_job text not null);
create table if not exists outbox (position bigint generated always as identity primary key, message jsonb not null);
insert into products values ('book', 1000), ('globe', 1) on conflict do nothing;
`;

export async function openDatabase(folder: string): Promise<PGlite> {
  const database = await PGlite.create(folder);
  await database.exec(TABLES);
  return database;
}
