// Finds the oldest messages that nobody has in hand, and takes them.

import { join } from "node:path";
import type { Spool, SpoolClaim } from "../core/ports.ts";
import type { PreparedMessage } from "../core/prepared-message.ts";
import { type ClaimOptions, createClaim, finish } from "./claim.ts";
import { type HeldFile, holdFile } from "./held-file.ts";
import { listFiles } from "./list-files.ts";
import { toSpoolFailure, toWords } from "./spool-failure.ts";
import { isInHand, type SpoolName, toOldestOfEach } from "./spool-names.ts";
import { type Reading, readSpoolFile } from "./spool-reading.ts";

export interface SpoolClaims {
  /** As of `Spool`. */
  claim: Spool["claim"];
  /** Renews no more: what is in hand may be settled, or is others' once its claim has run out. */
  close(): void;
}

interface ClaimsOptions extends Omit<ClaimOptions, "closed"> {
  /** One of a kind. */
  readonly claimant: string;
  /** Called before a file is claimed. */
  readonly onClaim: (base: string) => void;
}

/** A file in hand, read. */
interface Opened {
  readonly held: HeldFile;
  readonly reading: Reading;
}

export function createSpoolClaims(options: ClaimsOptions): SpoolClaims {
  const { directory, clock, onProblem } = options;
  const closing = new AbortController();
  let claims = 0;

  async function claim(
    most: number,
    isWanted: (message: PreparedMessage) => boolean = () => true,
  ): Promise<SpoolClaim | undefined> {
    // What makes trouble is left alone, and with it what its writer wrote later; the other writers' files come all the same.
    const avoided = new Set<string>();
    for (;;) {
      const candidate = await findCandidate(avoided);
      if (candidate === undefined) return undefined;
      try {
        const opened = await openFile(candidate);
        if (opened === undefined) continue; // another was faster
        const { held, reading } = opened;
        const waiting = reading.waiting.filter(({ message }) => isWanted(message)).slice(0, most);
        if (waiting.length > 0) return createClaim(held, reading, waiting, { ...options, closed: closing.signal });
        if (reading.waiting.length > 0) {
          avoided.add(candidate.writer);
          await held.letGo();
        } else if (!(await finish(held, reading, options))) avoided.add(candidate.writer);
      } catch (error) {
        avoided.add(candidate.writer);
        onProblem(`The spool's file ${join(directory, candidate.name)} can't be read or claimed: ${toWords(error)}`);
      }
    }
  }

  async function findCandidate(avoided: ReadonlySet<string>): Promise<SpoolName | undefined> {
    const files = await listFiles(directory).catch((error: unknown) => {
      throw toSpoolFailure(directory, "look into", error);
    });
    return toOldestOfEach(files).find((file) => !avoided.has(file.writer) && !isInHand(file, clock.now()));
  }

  async function openFile(candidate: SpoolName): Promise<Opened | undefined> {
    options.onClaim(candidate.base);
    claims += 1;
    const held = await holdFile(directory, candidate, `${options.claimant}-${claims}`, () => clock.now());
    // Read only after the rename: all that its writer has been told is kept was there before.
    const bytes = await held?.read();
    return held && bytes && { held, reading: readSpoolFile(bytes) };
  }

  return { claim, close: () => closing.abort() };
}
