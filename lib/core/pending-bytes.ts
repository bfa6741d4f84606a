// How much a client holds in memory of what was enqueued and has not gone on: bounded, so that a flood ends in errors, not in a crash.

import { ErrandError } from "./errors.ts";

/** Where nobody says otherwise: a quarter of what a process of a gigabyte has. */
const MOST_BYTES = 268_435_456;

/** @param elsewhere how much of it is held by what runs jobs in this process. */
export function createPendingBytes(most = MOST_BYTES) {
  let held = 0;
  return {
    /**
     * Holds so many bytes for as long as `work` takes.
     *
     * @throws `ErrandError` `client_full`.
     */
    async during<Result>(
      bytes: number,
      elsewhere: number,
      where: string,
      work: () => Promise<Result>,
    ): Promise<Result> {
      if (held + elsewhere + bytes > most) throw full(where, most, held + elsewhere, bytes);
      held += bytes;
      try {
        return await work();
      } finally {
        held -= bytes;
      }
    },
  };
}

function full(where: string, most: number, held: number, bytes: number): ErrandError {
  const [limit, there, more] = [most, held, bytes].map((each) => each.toLocaleString("en"));
  return new ErrandError(
    "client_full",
    `${where}: this client may hold ${limit} bytes of arguments (maxPendingBytes), holds ${there}, and got ${more} more. Nothing was enqueued. ` +
      "Await what you enqueue, enqueue less at once, or raise maxPendingBytes.",
  );
}
