// What has not begun need not: a leash that is pulled before something is there.

import type { Leash, Pull } from "../../core/leash.ts";

/** What the leash was pulled with, when that came before the work was done or failed. */
export async function pulledBefore(work: Promise<unknown>, leash: Leash): Promise<Pull | undefined> {
  const already = leash.pulled();
  if (already !== undefined) return already;
  const { promise, resolve } = Promise.withResolvers<Pull | undefined>();
  const unfollow = leash.follow(resolve, () => {});
  work.then(
    () => resolve(undefined),
    () => resolve(undefined),
  );
  try {
    return await promise;
  } finally {
    unfollow();
  }
}
