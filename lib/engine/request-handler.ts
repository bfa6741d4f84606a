// The engine behind the AWS SDK's `requestHandler` option: the SDK's own client, in this process, without a socket.

import type { Engine } from "./engine.ts";

/** What the SDK hands over. Its own types stay out of the engine, which depends on no package. */
interface SdkRequest {
  readonly method: string;
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number;
  readonly path: string;
  readonly query?: Query;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

type Query = Readonly<Record<string, string | readonly string[] | null>>;

interface SdkResponse {
  readonly statusCode: number;
  readonly headers: Record<string, string>;
  readonly body: Uint8Array;
}

export interface SdkRequestHandler {
  handle(request: SdkRequest, options?: { readonly abortSignal?: unknown }): Promise<{ response: SdkResponse }>;
  updateHttpClientConfig(): void;
  httpHandlerConfigs(): Record<string, never>;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/**
 * Makes the handler to give to an SDK client.
 *
 * @example
 * const sqs = new SQSClient({ requestHandler: createRequestHandler(engine), region: "us-east-1", credentials });
 */
export function createRequestHandler(engine: Engine): SdkRequestHandler {
  return {
    async handle({ method, protocol, hostname, port, path, query, headers, body }, { abortSignal } = {}) {
      const signal = isAbortSignal(abortSignal) ? abortSignal : undefined;
      const host = port === undefined ? hostname : `${hostname}:${port}`;
      const url = `${protocol}//${host}${path}${toSearch(query)}`;
      try {
        const answer = await engine.handle({ method, url, headers: toLowerCase(headers), body: toText(body) }, signal);
        const response = {
          statusCode: answer.status,
          headers: { ...answer.headers },
          body: encoder.encode(answer.body),
        };
        return { response };
      } catch (cause) {
        // The name by which the SDK knows that it must not try again.
        throw Object.assign(new Error("Request aborted", { cause }), { name: "AbortError" });
      }
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
  };
}

function toLowerCase(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

// By its shape: test runners that isolate their globals have an AbortSignal of their own.
function isAbortSignal(value: unknown): value is AbortSignal {
  return typeof value === "object" && value !== null && "addEventListener" in value && "aborted" in value;
}

function toSearch(query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    for (const one of Array.isArray(value) ? value : [value ?? ""]) search.append(name, one);
  }
  return search.size === 0 ? "" : `?${search}`;
}

function toText(body: unknown): string {
  if (typeof body === "string") return body;
  return body instanceof Uint8Array ? decoder.decode(body) : "";
}
