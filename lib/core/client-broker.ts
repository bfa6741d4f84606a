// What a client needs of the broker that its mode leads to.

import type { JobDefinition } from "./definition.ts";
import type { ErrandEvent } from "./events.ts";
import type { Post, Posted } from "./ports.ts";
import type { ClientWorld } from "./settings.ts";

/** A broker, and the wait for what it runs itself. */
export interface ClientBroker {
  /**
   * As `Broker.send`, of posts of this one job.
   *
   * @param onAccepted hears each post once it is accepted, before its job runs.
   */
  send(posts: readonly Post[], definition: JobDefinition, onAccepted: (post: Post) => void): Promise<readonly Posted[]>;
  /** Waits until nothing is left; rejects with `drain_timeout` after so many seconds, if any are given. */
  drain(timeoutSeconds: number | undefined): Promise<void>;
}

/** What a broker that runs jobs itself needs: the client's world, and who listens. */
export interface LocalWorld extends ClientWorld {
  readonly emit: (event: ErrandEvent) => void;
}
