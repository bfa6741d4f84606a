// Where the kept state is at home: its ARNs hold a region and an account, and mean nothing in others.

import type { Journal } from "./journal.ts";

interface Home {
  readonly region: string;
  readonly accountId: string;
}

/** Stands in files: never change it. */
const KIND = "engine.home";

/**
 * Notes the region and the account, or compares them with those that were noted.
 *
 * @throws an error that says what the state was kept for, and what came.
 */
export function expectHome(journal: Journal, home: Home): void {
  for (const kept of journal.records(KIND) as Iterable<Home>) {
    if (kept.region === home.region && kept.accountId === home.accountId) return;
    throw new Error(
      `The engine's data was made for region ${kept.region} and account ${kept.accountId}, got ${home.region} and ` +
        `${home.accountId}: its queues and schedules would not find each other. Set AWS_REGION to ${kept.region}, or name ` +
        "another folder.",
    );
  }
  journal.keeper<Home>({ kind: KIND, keyOf: () => "home", toRecord: (one) => one })(home);
}
