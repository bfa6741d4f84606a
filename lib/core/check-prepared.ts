// Prepared messages as somebody gives them back, from a table or a file: looked at before any is sent.

import { type Jobs, toCatalog } from "./catalog.ts";
import type { SendOptions } from "./client.ts";
import { AS_NEW } from "./dead-letter-reading.ts";
import { ErrandError, show } from "./errors.ts";
import { open } from "./open.ts";
import { expectKnownKeys } from "./options.ts";
import type { PreparedMessage } from "./prepared-message.ts";
import { explain } from "./unreadable.ts";

const WHERE = "client.send(messages)";

/** @throws `ErrandError` `invalid_option`; of `jobs`, as `createHandler`. */
export function checkPrepared(messages: unknown, options: SendOptions = {}) {
  expectKnownKeys(options, ["jobs"], "client.send(messages, options)");
  if (
    typeof (messages as Iterable<unknown> | null | undefined)?.[Symbol.iterator] !== "function" ||
    typeof messages === "string"
  )
    throw refuse(WHERE, `a list of what job.prepare(…) returned, got ${show(messages)}`);
  const list = [...(messages as Iterable<unknown>)];
  for (const [index, message] of list.entries()) expectPrepared(message, `${WHERE}, entry ${index}`);
  const { jobs } = options;
  return {
    list: list as readonly PreparedMessage[],
    catalog: jobs === undefined ? undefined : toCatalog(jobs as Jobs),
  };
}

function expectPrepared(message: unknown, where: string): void {
  const { id, job, priority, body } = (message ?? {}) as Partial<Record<keyof PreparedMessage, unknown>>;
  if (typeof message === "string")
    throw refuse(where, "{ id, job, priority, body }, got a text: parse the JSON first, JSON.parse(text)");
  if (typeof body !== "string" || (priority !== "high" && priority !== "low"))
    throw refuse(where, `{ id, job, priority, body } as job.prepare(…) returned it, got ${show(message)}`);
  const opened = open({ ...AS_NEW, messageId: "", body, queue: "", priority, sentAt: 0 });
  if (!opened.ok)
    throw refuse(where, `a message that a worker can read: ${explain(opened.fault).message.replace(/\.$/, "")}`);
  const { envelope } = opened;
  if (id !== "" && envelope.id === id && envelope.function === job && envelope.priority === priority) return;
  const said = [id, job, priority].map(show).join(", ");
  const has = [envelope.id, envelope.function, envelope.priority].map(show).join(", ");
  throw refuse(where, `one whose body has the same id, job and priority, got ${said} beside ${has}`);
}

function refuse(where: string, expected: string): ErrandError {
  return new ErrandError(
    "invalid_option",
    `${where} must be ${expected}. Nothing was sent. Keep what job.prepare(…) returns as it is.`,
  );
}
