import { describe, expect, test } from "vitest";
import { fetchedKeyring, fixedKeyring } from "../../lib/core/keyring.ts";
import { createManualClock, settle } from "../../lib/testing/manual-clock.ts";
import { START } from "../support/kernels.ts";

const aText = (id: string): string => `${id}:${Buffer.alloc(32, 7).toString("base64")}`;
const MINUTE = 60_000;

/** A keyring whose fetches the test answers, one after the other. */
function aKeyring() {
  const clock = createManualClock(START);
  const asked: PromiseWithResolvers<string>[] = [];
  const fetch = () => {
    const answer = Promise.withResolvers<string>();
    asked.push(answer);
    return answer.promise;
  };
  const keyring = fetchedKeyring(fetch, "configure({ signingKeys })", clock);
  return {
    clock,
    asked,
    /** The ids of the keys. */
    ids: async (which: "keys" | "newerKeys" = "keys") => {
      const keys = which === "keys" ? await keyring.keys() : (await keyring.newerKeys()).keys;
      return keys.map(({ id }) => id);
    },
    /** How long before now the newest were asked for, in milliseconds. */
    age: async () => clock.now() - (await keyring.newerKeys()).askedAt,
    give: (id: string) => asked.at(-1)?.resolve(aText(id)),
    fail: (why: string) => asked.at(-1)?.reject(new Error(why)),
  };
}

test("keys of the environment are read once, and are the same for whatever message", async () => {
  const keyring = fixedKeyring(`${aText("b")},${aText("a")}`, "ERRAND_SIGNING_KEYS");
  expect((await keyring.keys()).map(({ id }) => id)).toEqual(["b", "a"]);
  expect((await keyring.newerKeys()).keys).toBe(await keyring.keys());
});

describe("fetched keys", () => {
  test("are fetched once for all who ask meanwhile, and used for five minutes", async () => {
    const { ids, asked, give, clock } = aKeyring();
    const all = [ids(), ids(), ids("newerKeys")];
    expect(asked).toHaveLength(1);
    give("a");
    expect(await Promise.all(all)).toEqual([["a"], ["a"], ["a"]]);
    clock.sleep(5 * MINUTE - 1);
    expect(await ids()).toEqual(["a"]);
    expect(asked).toHaveLength(1);
  });

  test("are fetched again after five minutes, and nobody waits for that", async () => {
    const { ids, asked, give, clock } = aKeyring();
    const first = ids();
    give("a");
    await first;
    clock.sleep(5 * MINUTE);
    expect([await ids(), await ids()]).toEqual([["a"], ["a"]]);
    expect(asked).toHaveLength(2);
    give("b");
    await settle();
    expect(await ids()).toEqual(["b"]);
  });

  test("are waited for at most ten seconds; what hangs is not waited for by the next", async () => {
    const { ids, asked, give, clock } = aKeyring();
    const first = Promise.allSettled([ids(), ids("newerKeys")]);
    await clock.advance(10_000);
    const message = expect.stringContaining("failed: it had given nothing after 10 seconds. Nothing is signed");
    const rejected = { status: "rejected", reason: { code: "invalid_keys", message } };
    expect(await first).toMatchObject([rejected, rejected]);
    const next = ids();
    expect(asked).toHaveLength(2);
    give("a");
    expect(await next).toEqual(["a"]);
  });

  test("that hang later are the known ones meanwhile, and are asked for again", async () => {
    const { ids, asked, give, clock } = aKeyring();
    const first = ids();
    give("a");
    await first;
    await clock.advance(5 * MINUTE);
    expect(await ids()).toEqual(["a"]);
    await clock.advance(10_000);
    const newer = ids("newerKeys");
    expect(asked).toHaveLength(3);
    give("b");
    expect(await newer).toEqual(["b"]);
  });

  test("stay as they were where they can't be fetched again, and are tried again five minutes later", async () => {
    const { ids, asked, give, fail, clock } = aKeyring();
    const first = ids();
    give("a");
    await first;
    clock.sleep(5 * MINUTE);
    expect(await ids()).toEqual(["a"]);
    fail("throttled");
    await settle();
    expect(await ids()).toEqual(["a"]);
    expect(asked).toHaveLength(2);
    clock.sleep(5 * MINUTE);
    await ids();
    give("b");
    await settle();
    expect(await ids()).toEqual(["b"]);
  });

  test.each([
    ["text that holds no keys", "no keys"],
    ["keys too short", "a:c2hvcnQ="],
  ])("%s, fetched later, doesn't replace them", async (_, text) => {
    const { ids, asked, give, clock } = aKeyring();
    const first = ids();
    give("a");
    await first;
    clock.sleep(5 * MINUTE);
    await ids();
    expect(asked).toHaveLength(2);
    asked.at(-1)?.resolve(text);
    await settle();
    expect(await ids()).toEqual(["a"]);
  });

  test("that can't be had at first are an error that says so, and the next who asks tries anew", async () => {
    const { ids, asked, give, fail } = aKeyring();
    const first = Promise.allSettled([ids(), ids("newerKeys")]);
    fail("AccessDenied.");
    const message =
      "configure({ signingKeys }) must give the keys, but failed: AccessDenied. Nothing is signed or run until it does; mend it, or set ERRAND_SIGNING_KEYS.";
    const rejected = {
      status: "rejected",
      reason: { code: "invalid_keys", message, cause: { message: "AccessDenied." } },
    };
    expect(await first).toMatchObject([rejected, rejected]);
    const next = ids();
    expect(asked).toHaveLength(2);
    give("a");
    expect(await next).toEqual(["a"]);
  });

  test("a fetcher that throws at once, or gives no text, is told likewise", async () => {
    const clock = createManualClock(START);
    const throwing = fetchedKeyring(
      () => {
        throw new Error("no network");
      },
      "here",
      clock,
    );
    await expect(throwing.keys()).rejects.toMatchObject({ code: "invalid_keys" });
    const empty = fetchedKeyring(() => undefined as never, "here", clock);
    await expect(empty.keys()).rejects.toMatchObject({
      code: "invalid_keys",
      message: expect.stringContaining("here must be a text of keyId:base64key pairs, got undefined."),
    });
  });
});

describe("for a message whose key isn't known", () => {
  test("they are fetched again, but not within ten seconds of the last time", async () => {
    const { ids, age, asked, give, clock } = aKeyring();
    const first = ids();
    give("a");
    await first;
    clock.sleep(9_999);
    expect(await ids("newerKeys")).toEqual(["a"]);
    expect(await age()).toBe(9_999);
    expect(asked).toHaveLength(1);
    clock.sleep(1);
    const newer = ids("newerKeys");
    expect(asked).toHaveLength(2);
    give("b");
    expect(await newer).toEqual(["b"]);
    expect(await ids()).toEqual(["b"]);
    clock.sleep(5000);
    expect(await ids("newerKeys")).toEqual(["b"]);
    expect(asked).toHaveLength(2);
  });

  test("one who asks while they are being fetched waits for those", async () => {
    const { ids, asked, give, clock } = aKeyring();
    const first = ids();
    give("a");
    await first;
    clock.sleep(MINUTE);
    const both = [ids("newerKeys"), ids("newerKeys")];
    clock.sleep(1000);
    both.push(ids("newerKeys"));
    expect(asked).toHaveLength(2);
    give("b");
    expect(await Promise.all(both)).toEqual([["b"], ["b"], ["b"]]);
  });

  test("where they can't be fetched, that is told, for ten seconds without another try; known ones stay good", async () => {
    const { ids, asked, give, fail, clock } = aKeyring();
    const first = ids();
    give("a");
    await first;
    clock.sleep(MINUTE);
    const newer = ids("newerKeys");
    fail("throttled");
    const failure = { code: "invalid_keys", message: expect.stringContaining("throttled") };
    await expect(newer).rejects.toMatchObject(failure);
    await expect(ids("newerKeys")).rejects.toMatchObject(failure);
    expect(await ids()).toEqual(["a"]);
    expect(asked).toHaveLength(2);
    clock.sleep(10_000);
    const later = ids("newerKeys");
    give("b");
    expect(await later).toEqual(["b"]);
    expect(await ids("newerKeys")).toEqual(["b"]);
  });
});
