// One delivery on a far side, until it has ended there, the far side is gone, or it is not waited for any longer.

import { toErrorRecord } from "../../core/error-record.ts";
import type { Kernel } from "../../core/kernel.ts";
import type { Leash, Pull } from "../../core/leash.ts";
import type { Delivery } from "../../core/ports.ts";
import type { Gone, Line } from "./line.ts";
import type { FromFarSide } from "./messages.ts";

/** How the run of a delivery there has ended. */
export type Ending =
  | Extract<FromFarSide, { readonly type: "ended" | "threw" }>
  | Gone
  /** It was told to end, and did not. */
  | { readonly type: "given_up"; readonly pull: Pull }
  /** It has outrun its own timeout, and does not even look at it. */
  | { readonly type: "overtime"; readonly timeoutSeconds: number };

export interface RanThere {
  readonly ending: Ending;
  /** When it was sent there, milliseconds since 1970. */
  readonly sentAt: number;
  /** When its job's function was called; `undefined` where it wasn't. */
  readonly startedAt: number | undefined;
}

/** How long after its timeout a job's far side may be silent: longer than `run.ts` takes to give it up there. */
const SILENCE_MS = 2000;

export async function runThere(
  line: Line,
  delivery: Delivery,
  leash: Leash,
  { catalog, clock, emit }: Pick<Kernel, "catalog" | "clock" | "emit">,
): Promise<RanThere> {
  const sentAt = clock.now();
  let startedAt: number | undefined;
  const disarm: (() => void)[] = [];
  const { promise, resolve } = Promise.withResolvers<Ending>();
  const onStart = (name: string): void => {
    startedAt ??= clock.now();
    leash.begun();
    const timeoutSeconds = catalog.get(name)?.timeoutSeconds;
    if (timeoutSeconds === undefined) return;
    const give = () => resolve({ type: "overtime", timeoutSeconds });
    disarm.push(clock.after(timeoutSeconds * 1000 + SILENCE_MS, give));
  };
  disarm.push(
    line.listen((said) => {
      if (said.type === "ended" || said.type === "threw" || said.type === "gone") resolve(said);
      if (said.type !== "event") return;
      if (said.event.type === "job.started") onStart(said.event.job);
      emit(said.event);
    }),
  );
  line.send({ type: "run", delivery, endsAt: leash.endsAt });
  disarm.push(
    leash.follow(
      (pull) => line.send({ type: "pull", why: pull.why, error: toErrorRecord(pull.error) }),
      (pull) => resolve({ type: "given_up", pull }),
    ),
  );
  try {
    return { ending: await promise, sentAt, startedAt };
  } finally {
    for (const each of disarm) each();
  }
}
