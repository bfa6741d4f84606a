// AWS REST JSON 1: what stands in a request's body, and how an answer or an error goes back.

import type { EngineResponse } from "../exchange.ts";
import { SchedulerError, statusOf } from "./errors.ts";
import { isObject, type Structure } from "./input.ts";

export function readBody(body: string): Structure {
  const members = body === "" ? {} : parse(body);
  if (isObject(members)) return { members, path: "" };
  throw new SchedulerError("SerializationException", "The body must be a JSON object.");
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new SchedulerError("SerializationException", "The body must be a JSON object; it is not JSON.", { cause });
  }
}

export function toResponse(requestId: string, output: object): EngineResponse {
  return { status: 200, headers: toHeaders(requestId), body: JSON.stringify(output) };
}

export function toErrorResponse(requestId: string, error: SchedulerError): EngineResponse {
  const headers = { ...toHeaders(requestId), "x-amzn-errortype": error.code };
  return { status: statusOf(error), headers, body: JSON.stringify({ Message: error.message }) };
}

function toHeaders(requestId: string) {
  return { "content-type": "application/json", "x-amzn-requestid": requestId };
}
