// A spool of files in a directory: joins who writes with who claims.

import { resolve } from "node:path";
import type { Spool, SpoolOptions } from "../core/ports.ts";
import { createSetAside } from "./set-aside.ts";
import { createSpoolClaims } from "./spool-claims.ts";
import { toSpoolFailure } from "./spool-failure.ts";
import { toWriterName } from "./spool-names.ts";
import { createSpoolRoom } from "./spool-room.ts";
import { readSpoolStatus } from "./spool-status.ts";
import { createSpoolWriter } from "./spool-writer.ts";

/** Touches nothing yet: the directory, on a disk of this machine, is made at the first append where it isn't there. */
export async function openSpool({ directory: given, maxBytes, clock, onProblem }: SpoolOptions): Promise<Spool> {
  const directory = resolve(given);
  const name = toWriterName(clock.now());
  const room = createSpoolRoom(directory, clock);
  const writer = createSpoolWriter({ directory, maxBytes, clock, room, writer: name });
  const setAside = createSetAside(directory, name, () => clock.now());
  const claims = createSpoolClaims({
    directory,
    clock,
    room,
    setAside,
    onProblem,
    claimant: name,
    onClaim: writer.leave,
  });
  return {
    append: writer.append,
    claim: claims.claim,
    status: () =>
      readSpoolStatus(directory).catch((error: unknown) => {
        throw toSpoolFailure(directory, "look into", error);
      }),
    async close() {
      claims.close();
      await writer.close();
    },
  };
}
