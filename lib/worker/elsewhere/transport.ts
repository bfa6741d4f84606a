// How a far side is reached, whatever it is.

import type { Environment } from "../../core/environment.ts";
import type { Clock } from "../../core/ports.ts";
import type { FromFarSide, ToFarSide } from "./messages.ts";

/** What a far side is started with. */
export interface Start {
  /** The file that it runs. */
  readonly program: URL;
  readonly environment: Environment;
  /** The most memory of its heap; `undefined`: as much as Node gives. */
  readonly maxMemoryMegabytes: number | undefined;
  readonly clock: Clock;
}

/** Who hears what comes from a far side. */
export interface Ears {
  said(message: FromFarSide): void;
  /** Called once, after the last message. `how` continues "it": "ended with exit code 3"; `why`, where that side couldn't say it. */
  gone(how: string, why?: string): void;
}

/** One far side, started. */
export interface Transport {
  send(message: ToFarSide): void;
  /** Ends it at once, and resolves when it is gone. */
  end(): Promise<void>;
}

export type StartTransport = (start: Start, ears: Ears) => Transport;

/** The variables that are set. */
export function definedOnly(environment: Environment): Record<string, string> {
  const entries = Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return Object.fromEntries(entries);
}
