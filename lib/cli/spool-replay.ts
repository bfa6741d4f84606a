// Sends what a spool holds until nothing is left that can be sent now, and says what came of it.

import { sqsWorld } from "../aws/sqs-world.ts";
import { withoutAdvice } from "../core/advice.ts";
import type { Posted, Spool, SpoolFate } from "../core/ports.ts";
import type { PreparedMessage } from "../core/prepared-message.ts";
import { isFor, replaySome } from "../core/replay.ts";
import { fromPrepared } from "../core/sealed-post.ts";
import { count } from "./spool-lines.ts";

interface Told {
  readonly lines: readonly string[];
  /** Whether nothing is left. */
  readonly isWell: boolean;
}

/** Messages in hand at once. */
const AT_ONCE = 100;

export async function replayAll(spool: Spool, directory: string): Promise<Told> {
  const { connect, environment, clock, limits } = sqsWorld;
  const queues = await connect(environment);
  let error: Error | undefined;
  const send = (messages: readonly PreparedMessage[]): Promise<readonly Posted[]> =>
    queues.send(messages.map((message) => fromPrepared(message, clock.now(), limits)));

  let [sent, refused, left] = [0, 0, 0];
  while (left === 0) {
    const replay = await replaySome(spool, send, AT_ONCE, isFor(environment));
    if (replay === undefined) break;
    const count = (wanted: SpoolFate): number => replay.replayed.filter(({ fate }) => fate === wanted).length;
    sent += count("sent");
    refused += count("refused");
    left += count("left");
    error ??= replay.replayed.find(({ fate }) => fate === "left")?.error;
  }
  const { messages } = await spool.status();
  return {
    lines: [
      `${count(sent, "message")} sent from ${directory}`,
      ...(refused === 0
        ? []
        : [`${count(refused, "message")} that no queue would take, set aside in ${directory}/set-aside`]),
      ...(left === 0 ? [] : [`${count(messages, "message")} left: ${withoutAdvice(error?.message ?? "")}`]),
      ...(left > 0 || messages === 0
        ? []
        : [
            `${count(messages, "message")} left: in the hands of another process, of one that was killed (then they are free within half a minute), or for other queues than this program's`,
          ]),
    ],
    isWell: messages === 0,
  };
}
