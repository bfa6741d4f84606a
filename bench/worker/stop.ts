// A stop while 100 jobs of 200 ms run: how long it takes, and whether every job has run once when another worker has done the rest.

import { setTimeout as sleep } from "node:timers/promises";
import type { SQSClient } from "@aws-sdk/client-sqs";
import { toBody } from "../envelopes.ts";
import { createSqsClient, send } from "../load.ts";
import { atMost, type Measurement, medianOf, type Row } from "../measurement.ts";
import { runChild, startChild, startServer } from "../processes.ts";
import { countLeft, withWorkerQueues } from "../queues.ts";

const ROUNDS = 5;
/** It stops when so many jobs have started. */
const STARTED = 800;

/** What a worker tells once it has stopped. */
export interface StopReport {
  /** How many jobs ran when it was told to. */
  readonly running: number;
  readonly seconds: number;
  /** The names of all that ran to their end. */
  readonly ran: readonly string[];
}

interface Round {
  readonly first: StopReport;
  readonly lost: number;
  readonly twice: number;
}

export const stop: Measurement = {
  name: "stop",
  async measure() {
    const server = await startServer("engine");
    const sqs = createSqsClient({ endpoint: server.url });
    const [waiting, empty]: [Round[], Round[]] = [[], []];
    for (let round = 0; round < ROUNDS; round += 1) {
      waiting.push(await stopOnce(2 * STARTED, sqs, server.url));
      empty.push(await stopOnce(STARTED, sqs, server.url));
    }
    await server.stop();
    return [...toRows("messages still waiting", waiting), ...toRows("nothing left, a poll under way", empty)];
  },
};

function stopOnce(count: number, sqs: SQSClient, endpoint: string): Promise<Round> {
  return withWorkerQueues(sqs, endpoint, async ({ low, environment }) => {
    await send(sqs, low, count, (number) => toBody("wait", String(number)));
    const first = await runChild<StopReport>("worker-stop", { args: [String(STARTED)], environment });
    const rest = startChild("worker-stop.ts", { environment });
    while ((await countLeft(sqs, low)) > 0) await sleep(50);
    rest.send("stop");
    const second = await rest.next<StopReport>();
    await rest.stop();
    const ran = [...first.ran, ...second.ran];
    const different = new Set(ran).size;
    return { first, lost: count - different, twice: ran.length - different };
  });
}

function toRows(what: string, rounds: readonly Round[]): readonly Row[] {
  const seconds = rounds.map(({ first }) => first.seconds);
  const most = Math.max(...seconds);
  const sum = (of: (round: Round) => number): number => rounds.reduce((total, round) => total + of(round), 0);
  const [lost, twice] = [sum((round) => round.lost), sum((round) => round.twice)];
  const running = medianOf(rounds.map(({ first }) => first.running));
  return [
    {
      what: `stop, ${what}: until it is done`,
      measured: `${medianOf(seconds).toFixed(2)} s, most ${most.toFixed(2)} s`,
      target: atMost(1, "s, each time", most),
    },
    {
      what: `stop, ${what}: ${running} ran, of them`,
      measured: `${lost} lost, ${twice} run twice`,
      target: { text: "none", met: lost + twice === 0 },
    },
  ];
}
