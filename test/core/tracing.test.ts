import { context, propagation, ROOT_CONTEXT, type SpanContext, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { TraceState, W3CTraceContextPropagator } from "@opentelemetry/core";
import { job } from "errand";
import { createHarness } from "errand/testing";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { aStore } from "../support/a-store.ts";
import { KEYS } from "../support/signed.ts";

const SPAN: SpanContext = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  traceFlags: 1,
};
const TRACEPARENT = `00-${SPAN.traceId}-${SPAN.spanId}-01`;

const inSpan = <Result>(span: SpanContext, work: () => Result): Result =>
  context.with(trace.setSpanContext(ROOT_CONTEXT, span), work);

const seen: (SpanContext | undefined)[] = [];
const look = job("look", () => {
  seen.push(trace.getSpanContext(context.active()));
  if (seen.length === 1) throw new Error("again");
});

beforeEach(() => {
  seen.length = 0;
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
});

afterEach(() => {
  context.disable();
  propagation.disable();
});

describe("with a propagator of W3C trace context", () => {
  beforeEach(() => void propagation.setGlobalPropagator(new W3CTraceContextPropagator()));

  test.each([undefined, KEYS])(
    "the caller's trace is in the message, and around each run; with the keys %s",
    async (keys) => {
      const { client, broker, invoke, reasons } = aStore({ look }, keys === undefined ? {} : { keys });
      const traceState = new TraceState("vendor=1,other=2");
      await inSpan({ ...SPAN, traceState }, () => client.enqueue(look, []));
      const body = broker.sent[0]?.body ?? "";
      expect(JSON.parse(body)).toMatchObject({ traceparent: TRACEPARENT, tracestate: "vendor=1,other=2" });
      await invoke(body);
      expect(JSON.parse(broker.retried[0]?.body ?? "")).toMatchObject({ traceparent: TRACEPARENT });
      expect(seen).toMatchObject([{ traceId: SPAN.traceId, spanId: SPAN.spanId, isRemote: true }]);
      expect(seen[0]?.traceState?.serialize()).toBe("vendor=1,other=2");
      expect(reasons()).toEqual([]);
    },
  );

  test("it travels through days and retries, and on to what the job enqueues", async () => {
    const spans: (SpanContext | undefined)[] = [];
    const inner = job("inner", () => void spans.push(trace.getSpanContext(context.active())));
    const outer = job("outer", () => inner.enqueue());
    await using harness = createHarness({ look, inner, outer });
    await inSpan(SPAN, async () => {
      await look.with({ delay: "3 days" }).enqueue();
      await outer.enqueue();
    });
    await harness.advance("4 days");
    expect([seen.length, spans.length]).toEqual([2, 1]);
    for (const span of [...seen, ...spans]) expect(span).toMatchObject({ traceId: SPAN.traceId, spanId: SPAN.spanId });
  });

  test("a state of more than 512 characters is left behind, its trace is not", async () => {
    const { client, broker } = aStore({ look });
    const traceState = { serialize: () => `long=${"x".repeat(512)}` } as unknown as TraceState;
    await inSpan({ ...SPAN, traceState }, () => client.enqueue(look, []));
    const message = JSON.parse(broker.sent[0]?.body ?? "");
    expect(message).toMatchObject({ traceparent: TRACEPARENT });
    expect(message).not.toHaveProperty("tracestate");
  });

  test("outside of any trace, the message has none", async () => {
    const { client, broker } = aStore({ look });
    await client.enqueue(look, []);
    expect(JSON.parse(broker.sent[0]?.body ?? "")).not.toHaveProperty("traceparent");
  });

  test.each([7, null, {}, [], "", "00-nonsense", `${TRACEPARENT}-`])(
    "another sender's traceparent may be anything: %j",
    async (traceparent) => {
      seen.push(undefined);
      const { invoke, reasons } = aStore({ look });
      const body = JSON.stringify({ function: "look", args: [], traceparent, tracestate: traceparent });
      expect(await invoke(body)).toEqual([]);
      expect([seen, reasons()]).toEqual([[undefined, undefined], []]);
    },
  );
});

test("without a propagator, nothing travels", async () => {
  const { client, broker } = aStore({ look });
  await inSpan(SPAN, () => client.enqueue(look, []));
  expect(JSON.parse(broker.sent[0]?.body ?? "")).not.toHaveProperty("traceparent");
});
