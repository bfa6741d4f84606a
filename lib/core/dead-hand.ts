// The dead letters in hand: hidden from others while they are looked at, and shown again when the look is over.

import type { DeadHandle, Inspector } from "./inspector.ts";
import type { Clock, Posted, Priority } from "./ports.ts";
import { sideBySide } from "./side-by-side.ts";

export interface Hand {
  /** How long what is received now is to be hidden. */
  hideSeconds(): number;
  /**
   * Takes what was received, hidden until then (milliseconds since 1970).
   *
   * @returns what was not in hand before: queues hand out a message twice now and then.
   */
  take<Message extends DeadHandle>(messages: readonly Message[], until: number): Promise<readonly Message[]>;
  /** Whether nobody else can have got it since it was received. */
  has(message: DeadHandle): boolean;
  /** Looks at it anew, should it be received again. */
  forget(message: DeadHandle): void;
  /** Hides for longer what would be shown soon. To be called between any two steps. */
  keep(): Promise<void>;
  /** Deletes messages; one answer each, in their order. */
  remove(messages: readonly DeadHandle[]): Promise<readonly Posted[]>;
  /** How many of a priority's dead-letter queue are in this hand. */
  count(priority: Priority): number;
  /** Shows all of them again, at once; what can't be told now comes by itself when it has been hidden long enough. */
  giveBack(): Promise<void>;
}

/** What a look that is killed leaves hidden: so long at first, and no longer than it has lasted already twice over. */
const SHORTEST_HIDE_SECONDS = 120;
const LONGEST_HIDE_SECONDS = 3600;

interface Held {
  readonly message: DeadHandle;
  readonly until: number;
}

type Act = (messages: readonly DeadHandle[]) => Promise<readonly Posted[]>;

export function createHand(inspector: Inspector, clock: Clock): Hand {
  const startedAt = clock.now();
  /** Those that are shown soonest first, about. */
  const held = new Map<string, Held>();
  const seen = new Set<string>();
  const removed = new Set<string>();

  const hideSeconds = (): number => {
    const lastedSeconds = Math.ceil((clock.now() - startedAt) / 1000);
    return Math.min(LONGEST_HIDE_SECONDS, Math.max(SHORTEST_HIDE_SECONDS, 2 * lastedSeconds));
  };
  const hold = ({ messageId, handle, priority }: DeadHandle, until: number): void => {
    held.delete(messageId);
    held.set(messageId, { message: { messageId, handle, priority }, until }); // not its body: there may be many
  };
  const remove: Act = async (messages) => {
    for (const { messageId } of messages) removed.add(messageId);
    const latest = messages.map((message) => held.get(message.messageId)?.message ?? message);
    const answers = await inTens(latest, (some) => inspector.remove(some));
    for (const [index, { messageId }] of messages.entries()) if (answers[index]?.ok) held.delete(messageId);
    return answers;
  };

  return {
    hideSeconds,
    async take(messages, until) {
      for (const message of messages) hold(message, until);
      // It was deleted, and comes all the same: its deletion had failed, or SQS had another copy.
      const again = messages.filter(({ messageId }) => removed.has(messageId));
      if (again.length > 0) await remove(again);
      const fresh = messages.filter(({ messageId }) => !seen.has(messageId));
      for (const { messageId } of fresh) seen.add(messageId);
      return fresh;
    },
    has: ({ messageId }) => (held.get(messageId)?.until ?? 0) > clock.now(),
    forget: ({ messageId }) => void seen.delete(messageId),
    async keep() {
      const now = clock.now();
      const seconds = hideSeconds();
      const due: DeadHandle[] = [];
      for (const { message, until } of held.values()) {
        if (until > now + seconds * 500) break;
        if (until > now) due.push(message);
        else held.delete(message.messageId);
      }
      const answers = await inTens(due, (some) => inspector.hide(some, seconds));
      for (const [index, message] of due.entries()) if (answers[index]?.ok) hold(message, now + seconds * 1000);
    },
    remove,
    count: (priority) => held.values().reduce((sum, { message }) => sum + Number(message.priority === priority), 0),
    async giveBack() {
      const messages = [...held.values()].map(({ message }) => message);
      held.clear();
      await inTens(messages, (some) => inspector.hide(some, 0));
    },
  };
}

/** Requests under way at once. */
const LANES = 8;

/** Acts on any number of messages, ten of one priority at a time. One answer each, in their order; never rejects. */
async function inTens(messages: readonly DeadHandle[], act: Act): Promise<readonly Posted[]> {
  const answers = new Map<DeadHandle, Posted>();
  const tens = [...Map.groupBy(messages, ({ priority }) => priority).values()].flatMap((some) =>
    Array.from({ length: Math.ceil(some.length / 10) }, (_, n) => some.slice(n * 10, n * 10 + 10)),
  );
  await sideBySide(tens, LANES, async (ten) => {
    const got = await act(ten).catch((error: Error) => ten.map((): Posted => ({ ok: false, error })));
    for (const [index, message] of ten.entries()) answers.set(message, got[index] ?? UNMENTIONED);
  });
  return messages.map((message) => answers.get(message) ?? UNMENTIONED);
}

const UNMENTIONED: Posted = { ok: false, error: new Error("The queue's answer did not mention it.") };
