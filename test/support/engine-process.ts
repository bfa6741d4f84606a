// An engine in a process of its own, that can be killed as a machine's crash would.

import { fork } from "node:child_process";
import { once } from "node:events";
import { SQSClient } from "@aws-sdk/client-sqs";

const MAIN = new URL("./engine-main.ts", import.meta.url);

/** Starts one on the state in `folder`. */
export async function startEngineProcess(folder: string) {
  const child = fork(MAIN, [folder], { execArgv: ["--conditions=@errand/source"] });
  const exited = once(child, "exit");
  const [url] = (await Promise.race([
    once(child, "message"),
    exited.then(([code]) => {
      throw new Error(`The engine's process ended with ${code} before it told its address.`);
    }),
  ])) as [string];
  const credentials = { accessKeyId: "test", secretAccessKey: "test" };
  const sqs = new SQSClient({ endpoint: url, region: "us-east-1", credentials, maxAttempts: 1 });
  return {
    url,
    sqs,
    /** Ends it in the midst of what it does, and waits until it is gone. */
    async kill(): Promise<void> {
      child.kill("SIGKILL");
      await exited;
      sqs.destroy();
    },
  };
}
