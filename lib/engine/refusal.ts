// The answer to a request that is refused before any service sees it, in the form in which SDKs read errors.

import type { EngineResponse } from "./exchange.ts";

export function refuse(status: number, type: string, message: string): EngineResponse {
  const headers = { "content-type": "application/x-amz-json-1.0", "x-amzn-errortype": type };
  return { status, headers, body: JSON.stringify({ __type: type, message }) };
}
