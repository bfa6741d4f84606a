// One HTTP request and its answer, as plain values: what every way into the engine translates to.

/** A request as it reached the engine. */
export interface EngineRequest {
  readonly method: string;
  /** The whole address that it was sent to. The URLs of queues start with its origin: they lead back the same way. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

export interface EngineResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
