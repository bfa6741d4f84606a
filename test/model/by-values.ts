// The engine as a client of the SDK gives it, without the SDK between: it is asked by a command's values.

import type { SQSClient } from "@aws-sdk/client-sqs";
import type { DirectClient } from "../../lib/engine/direct-client.ts";

/** In place of the longest poll: to the end of any story, so that days without messages take no time. */
export const POLL_SECONDS = 1_000_000_000;

/** @param longest the wait of the polls that are to wait for so long. */
export function byValues(direct: DirectClient, longest?: number): SQSClient {
  const send = (command: { readonly input: object }) => {
    const action = command.constructor.name.replace(/Command$/, "");
    const { input } = command;
    const { WaitTimeSeconds: wait } = input as { readonly WaitTimeSeconds?: number };
    const longer = wait !== undefined && wait === longest ? { WaitTimeSeconds: POLL_SECONDS } : {};
    return direct.call(action, { ...input, ...longer });
  };
  return { send, destroy() {} } as unknown as SQSClient;
}
