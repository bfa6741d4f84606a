// A directory for spools, on a clock that stands still, gone when the test is.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "vitest";
import type { Spool, SpoolFate } from "../../lib/core/ports.ts";
import type { PreparedMessage } from "../../lib/core/prepared-message.ts";
import { openSpool } from "../../lib/disk/open-spool.ts";
import { createManualClock } from "../../lib/testing/manual-clock.ts";

export function createSpoolFolder({ onTestFinished }: Pick<TestContext, "onTestFinished">) {
  const root = mkdtempSync(join(tmpdir(), "errand-spool-"));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const directory = join(root, "spool");
  const clock = createManualClock();
  const problems: string[] = [];

  async function open(maxBytes = 1_000_000, place = directory): Promise<Spool> {
    const spool = await openSpool({
      directory: place,
      maxBytes,
      clock,
      onProblem: (problem) => problems.push(problem),
    });
    onTestFinished(() => spool.close());
    return spool;
  }

  const names = (place = ""): readonly string[] =>
    readdirSync(join(directory, place)).filter((name) => name !== "set-aside");

  return {
    root,
    directory,
    clock,
    problems,
    open,
    /** The names of its files. */
    names,
    /** All lines that were set aside, without what is said of them. */
    setAside: (): readonly string[] =>
      names("set-aside")
        .flatMap((name) => readFileSync(join(directory, "set-aside", name), "latin1").split("\n"))
        .filter((line) => line !== "" && !line.startsWith("# set aside ")),
  };
}

export function messageOf(id: string, body = `{"id":${JSON.stringify(id)}}`): PreparedMessage {
  return { id, job: "welcome", priority: "low", body };
}

export const messagesOf = (...ids: string[]): readonly PreparedMessage[] => ids.map((id) => messageOf(id));

/** Claims and settles until nothing comes any more. */
export async function takeAll(spool: Spool, fate: SpoolFate = "sent"): Promise<readonly PreparedMessage[]> {
  const taken: PreparedMessage[] = [];
  for (let claim = await spool.claim(7); claim !== undefined; claim = await spool.claim(7)) {
    taken.push(...claim.messages);
    await claim.settle(claim.messages.map(() => fate));
  }
  return taken;
}

export const toIds = (messages: readonly PreparedMessage[] | undefined) => messages?.map(({ id }) => id);
