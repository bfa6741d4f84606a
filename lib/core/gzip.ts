// Compressing and uncompressing text, off the event loop.

import { gunzip, gzip } from "node:zlib";

export function gzipped(text: string): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gzip(text, (error, packed) => (error === null ? resolve(packed) : reject(error)));
  });
}

/** Rejects where it is no such thing, or would be more than so many bytes. */
export function gunzipped(packed: Uint8Array, maxOutputLength: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    gunzip(packed, { maxOutputLength }, (error, bytes) => (error === null ? resolve(bytes) : reject(error)));
  });
}
