// The doctor sees in the deployed stack what somebody has changed by hand.

import { execFile } from "node:child_process";
import { join } from "node:path";
import { SetQueueAttributesCommand, SQSClient } from "@aws-sdk/client-sqs";
import type { Check } from "./check.ts";

const PROGRAM = join(import.meta.dirname, "../../../lib/cli.ts");

/** What is read of what the command prints. */
interface Examined {
  readonly findings: readonly { readonly rule: string; readonly severity: string; readonly property: string }[];
  readonly drift: readonly { readonly property: string; readonly inTemplate: string; readonly inReality: string }[];
}

export const seesDrift: Check = {
  what: "errand doctor sees that the low queue's visibility timeout was changed by hand, and what comes of it",
  async see({ environment }) {
    const sqs = new SQSClient({ useQueueUrlAsEndpoint: false });
    const set = (VisibilityTimeout: string) => {
      const QueueUrl = environment["ERRAND_LOW_QUEUE_URL"];
      return sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { VisibilityTimeout } }));
    };
    const before = await examine();
    const place = before.drift.find(({ property }) => property.includes("VisibilityTimeout"));
    if (place !== undefined) throw new Error(`Expected no drift there at first, got ${JSON.stringify(place)}.`);
    await set("30");
    const { findings, drift } = await examine();
    const changed = drift.find(
      ({ property, inReality }) => property.includes("VisibilityTimeout") && inReality === "30",
    );
    const error = findings.find(({ rule }) => rule === "visibility-timeout");
    await set(changed?.inTemplate ?? "360");
    if (changed === undefined || error?.severity !== "error") {
      throw new Error(`Expected the drift and the error, got ${JSON.stringify({ findings, drift })}.`);
    }
    return `${changed.property}: ${changed.inTemplate} in the template, ${changed.inReality} there`;
  },
};

/** The command as its user calls it; it exits with 1 where it finds an error. */
function examine(): Promise<Examined> {
  const args = ["--conditions=@errand/source", PROGRAM, "doctor", "--stack", "Gazette", "--json"];
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, (error, stdout, stderr) => {
      if (stdout === "") reject(new Error(`errand doctor printed nothing: ${stderr || error?.message}`));
      else resolve(JSON.parse(stdout));
    });
  });
}
