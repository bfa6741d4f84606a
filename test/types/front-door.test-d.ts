import { AsyncLocalStorage } from "node:async_hooks";
import { configure, createClient, current, job, type PreparedMessage, type Receipt } from "errand";
import { describe, expectTypeOf, test } from "vitest";

const welcome = job("welcome", (_email: string, _name?: string) => {});
const client = createClient();

describe("what is prepared", () => {
  test("takes the job's own arguments", () => {
    expectTypeOf(welcome.prepare("ann@example.org")).resolves.toEqualTypeOf<PreparedMessage>();
    expectTypeOf(
      welcome.with({ delay: "1 day" }).prepare("ann@example.org", "Ann"),
    ).resolves.toEqualTypeOf<PreparedMessage>();
    // @ts-expect-error its first argument is a text
    void welcome.prepare(7);
    // @ts-expect-error it has one
    void welcome.prepare();
    expectTypeOf(client.prepare(welcome, ["ann@example.org"])).resolves.toEqualTypeOf<PreparedMessage>();
    // @ts-expect-error a list of arguments, not an argument
    void client.prepare(welcome, "ann@example.org");
  });

  test("is plain data that can't be changed", () => {
    expectTypeOf<PreparedMessage["priority"]>().toEqualTypeOf<"high" | "low">();
    const change = (message: PreparedMessage) => {
      // @ts-expect-error changed, it is not what was signed
      message.body = "";
    };
    expectTypeOf(change).toBeFunction();
  });

  test("is sent as a list, of any kind, with its jobs where they are needed", () => {
    expectTypeOf(client.send([])).resolves.toEqualTypeOf<readonly Receipt[]>();
    expectTypeOf(client.send(new Set<PreparedMessage>(), { jobs: { welcome } })).resolves.toEqualTypeOf<
      readonly Receipt[]
    >();
    // @ts-expect-error a message, not its promise
    void client.send([welcome.prepare("ann@example.org")]);
    // @ts-expect-error no such option
    void client.send([], { job: { welcome } });
  });
});

test("context: `restore` names what it takes; a run sees what anybody may have sent", () => {
  const storage = new AsyncLocalStorage<{ readonly tenant: string }>();
  configure({
    context: {
      capture: () => storage.getStore(),
      restore: (context: { readonly tenant: string }, run) => storage.run(context, run),
    },
  });
  // @ts-expect-error a function that calls what it is given, not a storage
  configure({ context: { restore: storage } });
  expectTypeOf(current()?.context).toEqualTypeOf<unknown>();
});

test("keys are a text, or the promise of one; what is done in an outage is a list of words", () => {
  configure({ signingKeys: () => "a:b" });
  configure({ signingKeys: async () => "a:b" });
  // @ts-expect-error not the keys themselves
  configure({ signingKeys: "a:b" });
  configure({ whenUnavailable: ["spool", "throw"] });
  // @ts-expect-error no such word
  configure({ whenUnavailable: ["spol"] });
});
