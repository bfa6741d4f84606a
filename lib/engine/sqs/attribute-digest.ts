// The MD5 of a message's attributes: AWS's own byte layout, which the SDKs compute again to check what arrived.
// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-metadata.html

import { createHash } from "node:crypto";
import type { MessageAttributes } from "./message-attributes.ts";

const TEXT = Buffer.from([1]);
const BINARY = Buffer.from([2]);

/** Undefined where there are none: AWS leaves the digest out then. */
export function digestAttributes(attributes: MessageAttributes): string | undefined {
  if (attributes.size === 0) return undefined;
  const hash = createHash("md5");
  const add = (bytes: Buffer): void => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(bytes.length);
    hash.update(length).update(bytes);
  };
  for (const [name, value] of [...attributes].sort(byName)) {
    add(Buffer.from(name));
    add(Buffer.from(value.type));
    hash.update(value.kind === "text" ? TEXT : BINARY);
    add(value.kind === "text" ? Buffer.from(value.text) : Buffer.from(value.base64, "base64"));
  }
  return hash.digest("hex");
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}
