// The engine by values: an action of SQS and its input, without an SDK between, for programs in the engine's own process.

import type { Engine } from "./engine.ts";

/** An answer, by its fields in AWS's spelling. */
type Output = Readonly<Record<string, unknown>>;

export interface DirectClient {
  /** Rejects with an error named as AWS names it; with the reason of `signal` when that aborts. */
  call(action: string, input: object, signal?: AbortSignal): Promise<Output>;
}

/** @param origin what the URLs of queues start with. */
export function createDirectClient(engine: Engine, origin: string): DirectClient {
  return {
    async call(action, input, signal) {
      const headers = { "x-amz-target": `AmazonSQS.${action}` };
      const request = { method: "POST", url: `${origin}/`, headers, body: JSON.stringify(input) };
      const { status, body } = await engine.handle(request, signal);
      const output = JSON.parse(body) as Output;
      if (status < 300) return output;
      const name = String(output["__type"]).split("#").at(-1);
      throw Object.assign(new Error(String(output["message"])), { name, status });
    },
  };
}
