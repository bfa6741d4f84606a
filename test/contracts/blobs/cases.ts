// What every store of large arguments does, whatever it is made of.

import { randomBytes } from "node:crypto";
import { expect } from "vitest";
import type { Blobs } from "../../../lib/core/ports.ts";

interface BlobCase {
  readonly name: string;
  run(blobs: Blobs): Promise<void>;
}

const MOST = 64 * 1024 * 1024;

let keys = 0;

/** A key that no other case uses. */
function aKey(id = crypto.randomUUID() as string): string {
  keys += 1;
  return `d30/2026-11-22/${id}-${keys}`;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** `toEqual` takes a Buffer and another Uint8Array for two. */
const same = (got: Uint8Array | undefined, put: Uint8Array): boolean =>
  got !== undefined && Buffer.compare(Buffer.from(got), Buffer.from(put)) === 0;

const roundTrip = (name: string, bytes: () => Uint8Array): BlobCase => ({
  name,
  async run(blobs) {
    const key = aKey();
    const put = bytes();

    await blobs.put(key, put);
    const got = await blobs.get(key, MOST);

    expect(got?.length).toBe(put.length);
    expect(same(got, put)).toBe(true);
  },
});

const withKey = (what: string, id: string): BlobCase => ({
  name: `a job's id may have ${what}`,
  async run(blobs) {
    const key = aKey(id);
    const neighbour = aKey(`${id}x`);

    await blobs.put(key, bytesOf(id));
    await blobs.put(neighbour, bytesOf("another"));

    expect(same(await blobs.get(key, MOST), bytesOf(id))).toBe(true);
    await blobs.remove(key);
    expect(await blobs.get(key, MOST)).toBeUndefined();
    expect(same(await blobs.get(neighbour, MOST), bytesOf("another"))).toBe(true);
  },
});

export const blobCases: readonly BlobCase[] = [
  roundTrip("what is put is got", () => bytesOf('["ann@example.org",{"löwe":"🦁"}]')),
  roundTrip("no bytes are got as no bytes", () => new Uint8Array()),
  roundTrip("one byte is got", () => new Uint8Array([0])),
  roundTrip("bytes that are no text are got", () => Uint8Array.from({ length: 256 }, (_, byte) => byte)),
  roundTrip("5 MiB are got", () => randomBytes(5 * 1024 * 1024)),
  roundTrip("part of a buffer is got as that part", () => Buffer.from("-part of it-").subarray(1, -1)),
  {
    name: "what was put before is overwritten, and nothing of it is left",
    async run(blobs) {
      const key = aKey();
      await blobs.put(key, bytesOf("a longer one"));

      await blobs.put(key, bytesOf("short"));

      expect(same(await blobs.get(key, MOST), bytesOf("short"))).toBe(true);
    },
  },
  {
    name: "what the caller changes after the put is not changed",
    async run(blobs) {
      const key = aKey();
      const bytes = bytesOf("as it was");
      await blobs.put(key, bytes);

      bytes.fill(0);

      expect(same(await blobs.get(key, MOST), bytesOf("as it was"))).toBe(true);
    },
  },
  {
    name: "what is not there is got as undefined",
    async run(blobs) {
      expect(await blobs.get(aKey(), MOST)).toBeUndefined();
    },
  },
  {
    name: "what is removed is not there any more, and can be removed again",
    async run(blobs) {
      const key = aKey();
      await blobs.put(key, bytesOf("gone soon"));

      await blobs.remove(key);

      expect(await blobs.get(key, MOST)).toBeUndefined();
      await blobs.remove(key);
      await blobs.remove(aKey());
    },
  },
  {
    name: "what was removed can be put again",
    async run(blobs) {
      const key = aKey();
      await blobs.put(key, bytesOf("first"));
      await blobs.remove(key);

      await blobs.put(key, bytesOf("second"));

      expect(same(await blobs.get(key, MOST), bytesOf("second"))).toBe(true);
    },
  },
  {
    name: "of more than is asked for, one byte more is got, so that it shows",
    async run(blobs) {
      const key = aKey();
      await blobs.put(key, bytesOf("0123456789"));

      expect(await Promise.all([0, 1, 8, 9, 10, 11].map(async (most) => textOf(await blobs.get(key, most))))).toEqual([
        "0",
        "01",
        "012345678",
        "0123456789",
        "0123456789",
        "0123456789",
      ]);
    },
  },
  withKey("colons and an at sign, as a schedule's run has", "report@2026-11-22T06:00:00Z"),
  withKey("spaces, plus and per cent signs", "a b+c%20d&e=f?g#h"),
  withKey("letters of any language", "größe-日本-🦁"),
  withKey("quotes and angle brackets", `<a>"b"'c'`),
  {
    name: "keys that differ in one character are two",
    async run(blobs) {
      const ids = ["a+b", "a b", "a%20b", "a%2Bb"].map((id) => aKey(id));
      for (const id of ids) await blobs.put(id, bytesOf(id));

      for (const id of ids) expect([id, textOf(await blobs.get(id, MOST))]).toEqual([id, id]);
    },
  },
  {
    name: "many are put at once, each is got as itself",
    async run(blobs) {
      const all = Array.from({ length: 50 }, () => ({ key: aKey(), bytes: randomBytes(2_000) }));

      await Promise.all(all.map(({ key, bytes }) => blobs.put(key, bytes)));

      const got = await Promise.all(all.map(async ({ key, bytes }) => same(await blobs.get(key, MOST), bytes)));
      expect(got.filter(Boolean).length).toBe(50);
    },
  },
  {
    name: "of puts of one key at once, one is got whole, and none while it is half there",
    async run(blobs) {
      const key = aKey();
      const texts = Array.from({ length: 20 }, (_, n) => String(n).repeat(5_000));
      await blobs.put(key, bytesOf("before"));

      const reads = [];
      const puts = texts.map((text) => blobs.put(key, bytesOf(text)));
      for (let read = 0; read < 20; read += 1) reads.push(blobs.get(key, MOST));
      await Promise.all(puts);

      const whole = new Set(["before", ...texts]);
      for (const got of await Promise.all(reads)) expect(whole.has(textOf(got) ?? "")).toBe(true);
      expect(texts).toContain(textOf(await blobs.get(key, MOST)));
    },
  },
];

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && new TextDecoder().decode(bytes);
}
