// Reads the body of an HTTP request, up to a bound.

import { isUtf8 } from "node:buffer";
import type { IncomingMessage } from "node:http";
import type { EngineResponse } from "./exchange.ts";
import { refuse } from "./refusal.ts";

export type HttpBody =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "refused"; readonly answer: EngineResponse }
  | { readonly kind: "gone" };

/** A message of 1 MiB takes six times that in JSON where a sender writes every character as an escape of six. */
export const MAXIMUM_BODY_BYTES = 8 * 1_048_576;

export function readHttpBody(request: IncomingMessage): Promise<HttpBody> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      // What comes after is read and dropped: a sender that is cut off in the middle never sees the answer.
      if (bytes <= MAXIMUM_BODY_BYTES) chunks.push(chunk);
      else resolve(tooLarge());
    });
    request.once("end", () => resolve(toBody(Buffer.concat(chunks))));
    request.once("close", () => resolve({ kind: "gone" }));
    request.once("error", () => resolve({ kind: "gone" }));
  });
}

function toBody(bytes: Buffer): HttpBody {
  if (isUtf8(bytes)) return { kind: "text", text: bytes.toString() };
  return { kind: "refused", answer: refuse(400, "SerializationException", "The body must be UTF-8.") };
}

function tooLarge(): HttpBody {
  const message = `The body must be at most ${MAXIMUM_BODY_BYTES} bytes. A message can have 1048576 with its attributes.`;
  return { kind: "refused", answer: refuse(413, "RequestEntityTooLarge", message) };
}
