// What the contract is held against: a peer is started once, and every case enters it with clients of its own choice.

import type { SchedulerClient } from "@aws-sdk/client-scheduler";
import type { SQSClient } from "@aws-sdk/client-sqs";
import type { Time } from "./time.ts";

/** The real SDK clients in front of a peer. */
export interface Access {
  readonly sqs: SQSClient;
  readonly scheduler: SchedulerClient;
  readonly time: Time;
  /** The role that schedules are given. Only AWS looks at it. */
  readonly roleArn: string;
}

export interface RunningPeer {
  /** The column of the table, the name of the list of differences and of the kept results. */
  readonly name: string;
  readonly version: string;
  /** Access for one case: the same peer for all, or a new one for each. */
  enter(): Access;
  stop(): Promise<void>;
}

/** Starts a peer, or finds out what stands behind an endpoint. */
export type StartPeer = () => Promise<RunningPeer>;
