import { type App, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import type { CfnQueue } from "aws-cdk-lib/aws-sqs";
import { expect, test, vi } from "vitest";
import { anApp, aStack, makeQueues } from "./synth.ts";

/** A stack whose low queue somebody has changed by hand. */
function aBrokenStack() {
  const app = anApp();
  const stack = aStack(app);
  const queues = makeQueues(stack);
  const queue = queues.low.queue.node.defaultChild as CfnQueue;
  queue.visibilityTimeout = 30;
  return { app, stack, queues };
}

/** What a synthesis prints, and whether it was stopped. */
function synthesized(app: App): { readonly text: string; readonly stopped: boolean } {
  const error = vi.spyOn(console, "error").mockImplementation(() => {});
  const write = vi.spyOn(process.stderr, "write").mockImplementation(() => true);
  const toText = (...more: string[]): string => [...error.mock.calls, ...write.mock.calls, ...more].flat().join("\n");
  try {
    app.synth();
    return { stopped: false, text: toText() };
  } catch (thrown) {
    return { stopped: true, text: toText((thrown as Error).message) };
  } finally {
    error.mockRestore();
    write.mockRestore();
  }
}

test("what JobQueues makes is in order", () => {
  const app = anApp();
  makeQueues(aStack(app));
  expect(synthesized(app)).toEqual({ stopped: false, text: expect.not.stringMatching(/Errand|WARNING/) });
});

test("nor is there a warning of what was chosen", () => {
  const app = anApp();
  makeQueues(aStack(app), { reserve: false, alarms: false, removalPolicy: RemovalPolicy.DESTROY });
  expect(synthesized(app)).toEqual({ stopped: false, text: expect.not.stringMatching(/Errand|WARNING/) });
});

test("an error of the doctor's stops the synthesis, and says what to do", () => {
  const { stopped, text } = synthesized(aBrokenStack().app);
  expect(stopped).toBe(true);
  expect(text).toContain("Properties.VisibilityTimeout must be");
  expect(text).toContain("Acknowledge with 'Errand::visibility-timeout'");
});

test("but for one that is acknowledged with its reason", () => {
  const { app, queues } = aBrokenStack();
  const reason = "Its jobs take a second.";
  Validations.of(queues.low.queue).acknowledge({ id: "Errand::visibility-timeout", reason });
  const { stopped, text } = synthesized(app);
  expect(stopped).toBe(false);
  expect(text).not.toContain("Errand::visibility-timeout");
});

test("with several in one stack, a fault is told once", () => {
  const { app, stack } = aBrokenStack();
  makeQueues(stack, {}, "More");
  const { text } = synthesized(app);
  expect(text.split("Acknowledge with 'Errand::visibility-timeout'")).toHaveLength(2);
});

test("with several stacks in an application, too, even where one has nothing in it yet", () => {
  const { app } = aBrokenStack();
  makeQueues(new Stack(app, "Other"));
  new Stack(app, "Empty");
  const { text } = synthesized(app);
  expect(text).not.toContain("plugin 'Errand' failed");
  expect(text.split("Acknowledge with 'Errand::visibility-timeout'")).toHaveLength(2);
});
