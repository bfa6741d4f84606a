// Signing, and looking at signatures, where there are keys: whoever has none loads nothing for it.

import type { JobDefinition } from "./definition.ts";
import { type Environment, SIGNATURES, SIGNING_KEYS } from "./environment.ts";
import type { Kernel } from "./kernel.ts";
import { onceLoaded } from "./once-loaded.ts";
import { expectOneOf } from "./options.ts";
import type { Clock, Delivery, Distrust, Limits, Post, Queues } from "./ports.ts";
import type { Settings } from "./settings.ts";
import type { SigningKeys } from "./signing-keys.ts";

export interface Signatures {
  /** The message's text with its signature. Rejects with `ErrandError` `invalid_keys`, or `invalid_args` for what can't be signed. */
  sign(body: string): Promise<string>;
  /** The deliveries, with what speaks against those that are not to be run. Rejects as `sign`. */
  check(deliveries: readonly Delivery[], catalog: Definitions): Promise<readonly Delivery[]>;
  /**
   * What speaks against a message that lies in a dead-letter queue or a schedule: that it was not signed as it is; of the dead, nor
   * before it died. Rejects as `sign`.
   */
  distrust(body: string, lies: Lies): Promise<Distrust | undefined>;
  /** The same queues; what is sent on or buried is signed anew. */
  seal<Sealed extends Pick<Queues, "retry" | "bury">>(queues: Sealed): Sealed;
  /** What a message may hold without its signature. */
  within(limits: Limits): Limits;
}

/** Where a message lies: among the dead, or in a schedule that holds it back. */
export type Lies = "dead" | "held";

/** The jobs' definitions, by their names. */
export type Definitions = Pick<ReadonlyMap<string, JobDefinition>, "get">;

/** What a signature adds to a message, in bytes, at the most: a key's id has at most 64 characters. */
const SIGNATURE_BYTES = 128;

/** `undefined` where there are no keys: then nothing is signed, and no signature looked at. */
export function signaturesOf(
  environment: Environment,
  { signingKeys }: Pick<Settings, "signingKeys">,
  clock: Clock,
): Signatures | undefined {
  const text = environment[SIGNING_KEYS];
  if (signingKeys === undefined && !text?.trim()) return undefined;
  const isOptional =
    expectOneOf(["optional", "required"], environment[SIGNATURES] || "required", SIGNATURES) === "optional";

  const load = onceLoaded(async () => {
    const [{ fetchedKeyring, fixedKeyring }, { checkSignatures, distrustOfLying }, { sign }] = await Promise.all([
      import("./keyring.ts"),
      import("./check-signatures.ts"),
      import("./signature.ts"),
    ]);
    const keyring =
      signingKeys === undefined
        ? fixedKeyring(text as string, SIGNING_KEYS)
        : fetchedKeyring(signingKeys, "configure({ signingKeys })", clock);
    return { keyring, checkSignatures, distrustOfLying, sign };
  });
  const sign = async (body: string): Promise<string> => {
    const loaded = await load();
    return loaded.sign(body, await loaded.keyring.keys());
  };
  const signed = async (post: Post): Promise<Post> => {
    return post.isUnsigned ? post : { ...post, body: await sign(post.body) };
  };

  return {
    sign,
    async check(deliveries, catalog) {
      const now = clock.now();
      const { keyring, checkSignatures } = await load();
      return checkSignatures(deliveries, { keyring, catalog, isOptional, now });
    },
    async distrust(body, lies) {
      const { keyring, distrustOfLying } = await load();
      const look = (keys: SigningKeys) => distrustOfLying(body, keys, { lies, isOptional });
      const distrust = look(await keyring.keys());
      if (distrust?.reason !== "unknown_key") return distrust;
      return keyring.newerKeys().then(
        ({ keys }) => look(keys),
        () => distrust,
      );
    },
    seal: (queues) => ({
      ...queues,
      retry: async (post: Post) => queues.retry(await signed(post)),
      bury: async (post: Post) => queues.bury(await signed(post)),
    }),
    within: (limits) => ({ ...limits, messageBytes: limits.messageBytes - SIGNATURE_BYTES }),
  };
}

/** The kernel that signs what it sends on, where there are keys. */
export function signing(kernel: Kernel, signatures: Signatures | undefined): Kernel {
  if (signatures === undefined) return kernel;
  return { ...kernel, broker: signatures.seal(kernel.broker), limits: signatures.within(kernel.limits) };
}
