// The program that loads a worker's bundle as what runs it would, and writes what it has seen: its handler, its jobs, what it opened.

import { writeFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { Socket } from "node:net";
import { pathToFileURL } from "node:url";
import { listen } from "../core/announcement.ts";
import { toCatalog } from "../core/catalog.ts";
import type { JobDefinition } from "../core/definition.ts";
import { isErrandError } from "../core/errors.ts";
import { checkScheduleArgs } from "../core/schedule-args.ts";
import type { PlannedJob } from "../core/topology.ts";

/** What is written: all that a topology is made from, or why it can't be. */
export interface ProbeReport {
  /** The stack, or the message of our own errors, of what the import threw. */
  readonly thrown?: string;
  /** Whether Errand itself threw it: then its message says what to do. */
  readonly ours?: boolean;
  /** `typeof` of the export named `handler`, where one was looked for. */
  readonly handler?: string;
  /** Why its exports are no jobs that can run, where jobs were looked for. */
  readonly unfit?: string;
  /** The jobs that are exported; or those of the handler; of every one that was made, where it is wrapped; missing where none was. */
  readonly jobs?: readonly PlannedJob[];
  /** Where connections were opened to. */
  readonly connections: readonly string[];
}

/** What an entry is to export. */
export type Exported = "handler" | "jobs";

const [, , index = "", entry = "", output = "", scratch = "", exported = ""] = process.argv;

// The bundle lies elsewhere for now: packages that aren't in it are looked for where its entry looks for them.
registerHooks({
  resolve(specifier, context, next) {
    try {
      return next(specifier, context);
    } catch (error) {
      if (/^(\.|\/|file:)/.test(specifier)) throw error;
      return next(specifier, { ...context, parentURL: pathToFileURL(entry).href });
    }
  },
});

/** How Node ends where nothing is left to do but an import that waits. Node's documentation, "Exit codes". */
const UNSETTLED = 13;

const connections: string[] = [];
const connect = Socket.prototype.connect;
Socket.prototype.connect = function refuse(this: Socket, ...args: unknown[]): Socket {
  connections.push(toAddress(args.flat()[0], args));
  this.destroy();
  return this;
} as typeof connect;

function toAddress(first: unknown, args: readonly unknown[]): string {
  if (typeof first !== "object" || first === null) return args.join(":");
  const { host = "localhost", port, path } = first as { host?: string; port?: number; path?: string };
  return path ?? `${host}:${port}`;
}

const heard = listen();

function report(rest: Omit<ProbeReport, "connections">): never {
  writeFileSync(output, JSON.stringify({ ...rest, connections }));
  process.exit(); // whatever timers the jobs have started
}

function toThrown(error: unknown): Pick<ProbeReport, "thrown" | "ours"> {
  return { thrown: toText(error), ours: isErrandError(error) };
}

function toText(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (isErrandError(error)) return error.message;
  const lines = (error.stack ?? error.message).split("\n");
  const theirs = lines.filter((line) => !/^\s+at .*(node:internal|probe-main)/.test(line)).join("\n");
  // With source maps: what is left are the paths of the sources.
  return theirs.replaceAll(pathToFileURL(scratch).href, "").replaceAll(scratch, "");
}

function toPlanned({ name, priority, timeoutSeconds, schedules }: JobDefinition): PlannedJob {
  return { name, priority, timeoutSeconds, schedules };
}

interface Found {
  readonly definitions: readonly JobDefinition[];
  readonly report: Omit<ProbeReport, "connections">;
}

function toHandlerJobs(handler: unknown): Found {
  // One that is wrapped can't be told from the others: then all are meant.
  const own = heard.filter((one) => one.handler === handler);
  const meant = own.length > 0 ? own : heard;
  const definitions = [...new Set(meant.flatMap(({ catalog }) => [...catalog.values()]))];
  const known = heard.length === 0 ? {} : { jobs: definitions.map(toPlanned) };
  return { definitions, report: { handler: typeof handler, ...known } };
}

function toExportedJobs(module: object): Found {
  try {
    const definitions = [...toCatalog(module).values()];
    return { definitions, report: { jobs: definitions.map(toPlanned) } };
  } catch (error) {
    return { definitions: [], report: { unfit: toText(error) } };
  }
}

process.on("uncaughtException", (error) => report(toThrown(error)));
process.on("exit", (code) => {
  if (code === UNSETTLED) report({ thrown: "It waits, at its top level, for what never comes." });
});
try {
  const module: Readonly<Record<string, unknown>> = await import(pathToFileURL(index).href);
  // What is opened in the same breath as the import is opened by it.
  await new Promise((resolve) => setImmediate(resolve));
  const found = exported === "jobs" ? toExportedJobs(module) : toHandlerJobs(module["handler"]);
  await checkScheduleArgs(found.definitions);
  report(found.report);
} catch (error) {
  report(toThrown(error));
}
