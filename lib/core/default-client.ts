// The client that every job of this process posts to, and its settings.

import { type Client, createClient } from "./client.ts";
import { changeProcessSettings, processSettings } from "./process-settings.ts";
import type { DrainOptions, Settings } from "./settings.ts";
import type { ClientWorld } from "./world.ts";

let world: ClientWorld | undefined;
let client: Client | undefined;
const earlier: Client[] = [];
let instead: (() => Client | undefined) | undefined;

/** Says what the default client is joined to; called once, by the package's door. */
export function provideWorld(provided: ClientWorld): void {
  world = provided;
}

/**
 * Sets how this process enqueues. What is named is changed, the rest stays; `undefined` takes a setting back.
 *
 * @throws `ErrandError` `invalid_option` for a setting that doesn't exist or can't have that value.
 *
 * @example
 * configure({ mode: "background", concurrency: 5 });
 */
export function configure(changes: Settings): void {
  changeProcessSettings(changes);
  if (client) earlier.push(client);
  client = undefined;
  if (changes.whenUnavailable?.includes("spool")) defaultClient();
}

/**
 * Has `choose` asked, from now on, which client is there in place of the default one; `undefined`: none.
 *
 * @returns false, and changes nothing, where an earlier one still chooses another.
 */
export function replaceDefaultClient(choose: () => Client | undefined): boolean {
  if (instead?.() !== undefined) return false;
  instead = choose;
  return true;
}

/** The client of this process. */
export function defaultClient(): Client {
  const other = instead?.();
  if (other) return other;
  if (!world) throw new Error('Not connected: import from "errand".');
  client ??= createClient(processSettings(), world);
  return client;
}

/**
 * Waits until nothing enqueued in mode `background` is left in this process: neither running, waiting nor delayed.
 * Call it before the process exits. In the other modes there is nothing to wait for.
 *
 * @throws `ErrandError` `drain_timeout` when that takes longer than `timeout`.
 *
 * @example
 * await drain({ timeout: "30s" });
 */
export async function drain(options: DrainOptions = {}): Promise<void> {
  // In this order: jobs of an earlier client enqueue, when they run, to the one that is the default by then.
  for (let each = earlier.shift(); each; each = earlier.shift()) await each.drain(options);
  await defaultClient().drain(options);
}
