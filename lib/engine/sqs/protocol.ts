// AWS JSON 1.0: which action a request asks for with what, and how an answer or an error goes back.

import type { EngineRequest, EngineResponse } from "../exchange.ts";
import { SqsError, toWireError } from "./errors.ts";
import { type Input, isObject } from "./input.ts";

const TARGET = /^AmazonSQS\.(.+)$/s;

export function readRequest({ method, headers, body }: EngineRequest): {
  readonly action: string;
  readonly input: Input;
} {
  const target = headers["x-amz-target"] ?? "";
  const action = TARGET.exec(target)?.[1];
  if (method !== "POST" || action === undefined) {
    const expected =
      "SQS and EventBridge Scheduler are what is served here. Expected one of the scheduler's paths, or a POST with the " +
      "header x-amz-target: AmazonSQS.<action>";
    const advice = "Use an SDK of 2024 or later, which speaks AWS JSON 1.0, and send other services elsewhere.";
    throw new SqsError("UnknownOperationException", `${expected}, got ${method} with "${target}". ${advice}`);
  }
  return { action, input: readBody(body) };
}

function readBody(body: string): Input {
  const input = body === "" ? {} : parse(body);
  if (isObject(input)) return input;
  throw new SqsError("SerializationException", "The body must be a JSON object.");
}

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (cause) {
    throw new SqsError("SerializationException", "The body must be a JSON object; it is not JSON.", { cause });
  }
}

export function toResponse(requestId: string, output: object | undefined): EngineResponse {
  return { status: 200, headers: toHeaders(requestId), body: output === undefined ? "{}" : JSON.stringify(output) };
}

export function toErrorResponse(requestId: string, { code, message }: SqsError): EngineResponse {
  const { type, queryCode, status, fault } = toWireError(code);
  const headers = { ...toHeaders(requestId), "x-amzn-query-error": `${queryCode};${fault}` };
  return { status, headers, body: JSON.stringify({ __type: type, message }) };
}

function toHeaders(requestId: string) {
  return { "content-type": "application/x-amz-json-1.0", "x-amzn-requestid": requestId };
}
