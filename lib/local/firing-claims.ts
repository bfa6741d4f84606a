// Which of several runners fires a run: the one that has made its claim, a schedule that never fires, in a group of its own.

import { hash, randomUUID } from "node:crypto";
import type { Clock, ScheduledPost, Scheduler } from "../core/ports.ts";

/** Whose it is to fire a run. `over`: it has been fired; `others`: another runner is about to. */
type Claim = Mine | { readonly kind: "over" } | { readonly kind: "others" };

interface Mine {
  readonly kind: "mine";
  /** Its message is sent: nobody fires it again. */
  over(): Promise<void>;
  /** Its message could not be sent: whoever comes next may. */
  release(): Promise<void>;
}

export interface Claims {
  /** @param dueAt of the run, milliseconds since 1970. */
  claim(scheduleName: string, dueAt: number): Promise<Claim>;
  /** Removes those that nobody needs any more. */
  sweep(): Promise<void>;
}

/** What a claim says. */
interface Said {
  readonly by: string;
  /** Since when, milliseconds since 1970. */
  readonly at: number;
  readonly over: boolean;
}

/** A claim of which the message was not sent for so long was left by a runner that has died. */
const ABANDONED_MS = 30_000;

/** No run is asked for again so long after it was fired. */
const KEPT_MS = 600_000;

/** Removed at each sweep: whoever fires must not be kept waiting. */
const MOST_SWEPT = 100;

/** Of those two, `create` answers one only with true: that decides. */
export function createClaims(scheduler: Scheduler, clock: Clock): Claims {
  const by = randomUUID();
  /** Since when each is there that is known here, the oldest first. */
  const known = new Map<string, number>();
  /** Of the own ones, those of which the message is sent, whether that could be written down or not. */
  const sent = new Set<string>();
  let looked = false;

  const forget = async (name: string): Promise<void> => {
    await scheduler.remove(name);
    known.delete(name);
    sent.delete(name);
  };

  const mine = (name: string): Mine => ({
    kind: "mine",
    async over() {
      sent.add(name);
      await scheduler.replace(toPost(name, { by, at: clock.now(), over: true }));
    },
    release: () => forget(name),
  });

  return {
    async claim(scheduleName, dueAt) {
      const run = hash("sha256", `${scheduleName}\n${dueAt}`).slice(0, 32);
      // Whoever takes an abandoned claim over makes the next one of its row.
      for (let turn = 0; ; turn += 1) {
        const name = `${run}.${turn}`;
        const at = clock.now();
        if (await scheduler.create(toPost(name, { by, at, over: false }))) {
          known.set(name, at);
          return mine(name);
        }
        const found = await scheduler.find(name);
        if (found === undefined) return { kind: "others" }; // released just now
        const said: Said = JSON.parse(found.body);
        if (said.over) return { kind: "over" };
        if (said.by === by) {
          const own = mine(name); // the answer was lost
          if (!sent.has(name)) return own;
          await own.over();
          return { kind: "over" };
        }
        if (at - said.at < ABANDONED_MS) return { kind: "others" };
      }
    },
    async sweep() {
      if (!looked) {
        for (const { name, body } of await scheduler.list("")) known.set(name, (JSON.parse(body) as Said).at);
        looked = true;
      }
      const old = known.entries().filter(([, at]) => at <= clock.now() - KEPT_MS);
      for (const [name] of [...old.take(MOST_SWEPT)]) await forget(name);
    },
  };
}

/** As late as LocalStack has dates. Disabled, it would not fire on AWS either. */
const NEVER = { expression: "at(2099-12-31T23:59:59)", timeZone: "UTC", enabled: false };

function toPost(name: string, said: Said): ScheduledPost {
  return { name, ...NEVER, body: JSON.stringify(said), priority: "low" };
}
