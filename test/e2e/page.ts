// A visitor of the page behind a function URL, whose name no resolver knows: requests go to the emulator, which tells the function by
// the name in the Host header.

import { request } from "node:http";
import { buffer } from "node:stream/consumers";
import type { Place } from "./place.ts";

export interface Answer {
  readonly status: number | undefined;
  readonly type: string;
  readonly location: string;
  readonly body: Buffer;
}

export interface Visitor {
  get(path: string): Promise<Answer>;
  post(path: string, fields: Readonly<Record<string, string>>): Promise<Answer>;
}

/** @param functionUrl as the stack's output has it. */
export function createVisitor({ url }: Place, functionUrl: string): Visitor {
  const { host } = new URL(functionUrl);
  const send = async (method: string, path: string, body?: string): Promise<Answer> => {
    const form = {
      "Content-Type": "application/x-www-form-urlencoded",
      "Content-Length": Buffer.byteLength(body ?? ""),
    };
    const { promise, resolve, reject } = Promise.withResolvers<Answer>();
    request(new URL(path, url), { method, headers: { Host: host, ...(body !== undefined && form) } }, (response) => {
      const { statusCode: status, headers } = response;
      buffer(response).then((body) => {
        resolve({ status, type: headers["content-type"] ?? "", location: headers.location ?? "", body });
      }, reject);
    })
      .on("error", reject)
      .end(body);
    return promise;
  };
  return {
    get: (path) => send("GET", path),
    post: (path, fields) => send("POST", path, new URLSearchParams(fields).toString()),
  };
}
