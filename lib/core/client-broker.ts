// What a client needs of the broker that its mode leads to.

import type { JobDefinition } from "./definition.ts";
import type { ErrandEvent } from "./events.ts";
import type { Kernel } from "./kernel.ts";
import type { Unsealed } from "./plain-post.ts";
import type { Post, Posted, Priority, Scheduler } from "./ports.ts";
import type { ClientWorld } from "./world.ts";

/** The jobs that wait for a time further away than a queue can hold them back. */
export interface Waiting {
  /** @returns the priority of the job that was taken back; none where this job has none of this id that waits. */
  cancel(id: string, job: string): Promise<Priority | undefined>;
  /**
   * Has it run at another time, milliseconds since 1970.
   *
   * @returns as `cancel`.
   */
  move(id: string, job: string, dueAt: number): Promise<Priority | undefined>;
  /** Why no job can be waiting here, as a sentence; none where some may. */
  whyNone(): Promise<string | undefined>;
}

/** A broker, what waits in it, and the wait for what it runs itself. */
export interface ClientBroker extends Waiting {
  /**
   * The post of a message, as `send` takes it.
   *
   * @throws `ErrandError` `args_too_large`, `store_failed` or `invalid_keys`.
   */
  toPost(unsealed: Unsealed): Promise<Post>;
  /** The text of a message that a schedule is to send. */
  toScheduled(body: string): Promise<string>;
  /**
   * As `Broker.send`, of posts of this one job.
   *
   * @param definition none where it is not known; then what runs jobs itself refuses them.
   * @param onAccepted hears each post once it is accepted, before its job runs.
   */
  send(
    posts: readonly Post[],
    definition: JobDefinition | undefined,
    onAccepted: (post: Post) => void,
  ): Promise<readonly Posted[]>;
  /** About how many messages wait in the queue of a priority. */
  backlog(priority: Priority): Promise<number>;
  /** How many bytes of messages it holds itself. */
  heldBytes(): number;
  /**
   * Where schedules are kept.
   *
   * @throws `ErrandError` `not_configured` where none can be.
   */
  scheduler(): Promise<Scheduler>;
  /** Waits until nothing is left; rejects with `drain_timeout` after so many seconds, if any are given. */
  drain(timeoutSeconds: number | undefined): Promise<void>;
}

/** What a broker that runs jobs itself needs: the client's world, who listens, and how the application's context is put back. */
export interface LocalWorld extends ClientWorld {
  readonly emit: (event: ErrandEvent) => void;
  readonly restore: Kernel["restore"];
}
