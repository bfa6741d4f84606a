// How long a worker in a container lets its jobs finish when it stops, as far as its template tells.

import { type Duration, TEN_YEARS_SECONDS, toSeconds } from "../core/duration.ts";
import { type Container, isKnown, type Known, UNKNOWN } from "./deployment.ts";
import { settingsOf } from "./patient.ts";

/** The worker's own, where it isn't told. */
const USUAL_GRACE_SECONDS = 20;

const FLAG = "--grace";

/** In seconds. A flag of its command wins over what its variable tells, as in `errand work`. */
export function graceOf(container: Container): Known<number> {
  const flag = flagOf(container);
  if (!isKnown(flag)) return UNKNOWN;
  return flag === undefined ? toldGrace(container) : parse(flag);
}

/** `undefined` without one. A shell's line is one word, and what it makes of it is not for us to guess. */
function flagOf({ command }: Container): Known<string | undefined> {
  if (!isKnown(command)) return undefined;
  if (!command.every((word) => typeof word === "string")) return UNKNOWN;
  const at = command.findLastIndex((word) => word === FLAG || word.startsWith(`${FLAG}=`));
  if (at === -1) return command.some((word) => word.includes(FLAG)) ? UNKNOWN : undefined;
  const word = command[at] ?? "";
  return word === FLAG ? (command[at + 1] ?? UNKNOWN) : word.slice(FLAG.length + 1);
}

function toldGrace(container: Container): Known<number> {
  const settings = settingsOf(container);
  if (settings === undefined || settings === "") return USUAL_GRACE_SECONDS;
  if (!isKnown(settings)) return UNKNOWN;
  try {
    const { grace = USUAL_GRACE_SECONDS } = JSON.parse(settings) as { readonly grace?: unknown };
    return parse(grace);
  } catch {
    return UNKNOWN;
  }
}

/** What can't be read is for the worker to refuse. */
function parse(grace: unknown): Known<number> {
  try {
    return toSeconds(grace as Duration, { what: "grace", min: 0, max: TEN_YEARS_SECONDS, hint: "" });
  } catch {
    return UNKNOWN;
  }
}
