// Processes that enqueue, each killed now and then and followed by one that goes on where it was.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

const PROGRAM = join(import.meta.dirname, "../fixtures/outage-enqueuer.ts");

/** What is known of the enqueues, by their number. */
interface Known {
  readonly asked: ReadonlySet<number>;
  /** With its id. */
  readonly resolved: ReadonlyMap<number, string>;
  /** With the error. */
  readonly refused: ReadonlyMap<number, string>;
  /** Ids that were spooled. */
  readonly spooled: ReadonlySet<string>;
}

export interface Enqueuers extends Known {
  /** Kills one and starts the next in its place. */
  kill(place: number): Promise<void>;
  /** Resolves when every number was asked for. */
  readonly allAsked: Promise<unknown>;
  /** Ends all; harmless twice. */
  stop(): Promise<void>;
}

interface EnqueuersOptions {
  readonly count: number;
  readonly jobs: number;
  readonly folder: string;
  readonly environment: Readonly<Record<string, string>>;
}

interface Place {
  readonly isDone: PromiseWithResolvers<void>;
  /** The least number of this place that nobody has asked for. */
  next: number;
  kill(): Promise<void>;
}

export function startEnqueuers({ count, jobs, folder, environment }: EnqueuersOptions): Enqueuers {
  const asked = new Set<number>();
  const resolved = new Map<number, string>();
  const refused = new Map<number, string>();
  const spooled = new Set<string>();
  const log = createWriteStream(join(folder, "enqueuers.log"));

  const take = (place: Place, line: string): void => {
    const [what = "", subject = "", ...rest] = line.split(" ");
    const number = Number(subject);
    switch (what) {
      case "asked":
        asked.add(number);
        place.next = number + count;
        return;
      case "resolved":
        return void resolved.set(number, rest[0] ?? "");
      case "refused":
        return void refused.set(number, rest.join(" "));
      case "spooled":
        return void spooled.add(subject);
      case "all":
        place.isDone.resolve();
    }
  };

  const start = (place: Place): void => {
    const args = ["--conditions=@errand/source", PROGRAM, ...[place.next, count, jobs].map(String)];
    const child = spawn(process.execPath, args, {
      env: { ...process.env, ...environment },
      stdio: ["pipe", "pipe", "pipe"],
    });
    const end = (): void => void child.kill("SIGKILL");
    process.once("exit", end); // never outlives who started it
    const heard = once(
      createInterface({ input: child.stdout }).on("line", (line) => take(place, line)),
      "close",
    );
    const closed = Promise.all([once(child, "close"), heard]);
    logLines(child.stderr, log, child.pid);
    place.kill = async () => {
      end();
      await closed;
      process.off("exit", end);
    };
  };

  const places = Array.from({ length: count }, (_, index): Place => {
    const place: Place = { isDone: Promise.withResolvers(), next: index, kill: async () => {} };
    start(place);
    return place;
  });
  return {
    asked,
    resolved,
    refused,
    spooled,
    async kill(index) {
      const place = places[index];
      if (place === undefined) throw new Error(`There are ${count} enqueuers, got ${index}.`);
      await place.kill();
      start(place);
    },
    allAsked: Promise.all(places.map(({ isDone }) => isDone.promise)),
    async stop() {
      await Promise.all(places.map((place) => place.kill()));
      log.end();
    },
  };
}

function logLines(input: NodeJS.ReadableStream, log: WriteStream, pid: number | undefined): void {
  createInterface({ input }).on("line", (line) => log.write(`${pid} ${line}\n`));
}
