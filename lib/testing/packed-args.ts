// The arguments of a message as a test reads them, wherever they are: in it, compressed, or stored.

import { gunzipSync } from "node:zlib";
import { isPayload, isStored } from "../core/payload.ts";

/** A message, as far as it has been read. */
interface Packed {
  readonly args?: unknown;
  readonly payload?: unknown;
}

/** @param peek what is stored under a key. */
export function createArgsReader(peek: (key: string) => Uint8Array | undefined) {
  /** None where they can't be had. */
  return ({ args, payload }: Packed): readonly unknown[] => {
    if (!isPayload(payload)) return Array.isArray(args) ? args : [];
    const packed = isStored(payload) ? peek(payload.key) : Buffer.from(payload.data, "base64");
    if (packed === undefined) return [];
    try {
      const bytes = payload.encoding === undefined ? Buffer.from(packed) : gunzipSync(packed);
      const read: unknown = JSON.parse(bytes.toString());
      return Array.isArray(read) ? read : [];
    } catch {
      return []; // a fault, or a message that a test has made by hand: what becomes of it is told elsewhere
    }
  };
}

export type ReadArgs = ReturnType<typeof createArgsReader>;
