// Work that is waited for only so long, on the clock.

import type { Clock } from "./ports.ts";

/** What the work comes to, or, when that takes longer than so many milliseconds, what `late` gives or throws. */
export async function inTime<Result, Late>(
  work: Promise<Result>,
  { clock, milliseconds }: { readonly clock: Clock; readonly milliseconds: number },
  late: () => Late,
): Promise<Result | Late> {
  let disarm: (() => void) | undefined;
  const over = new Promise<void>((resolve) => {
    disarm = clock.after(Math.max(0, milliseconds), resolve);
  });
  try {
    return await Promise.race([work, over.then(late)]);
  } finally {
    disarm?.();
  }
}
