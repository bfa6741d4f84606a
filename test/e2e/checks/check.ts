// One thing that must be seen of a deployed Gazette.

import type { ReceivedMail } from "../../../examples/gazette/demo/mail-server.ts";
import type { Deployed } from "../deployed.ts";
import type { Patience } from "../until.ts";

/** What a check looks at. */
export interface Scene extends Deployed {
  /** All that has arrived so far. */
  readonly mails: readonly ReceivedMail[];
  patience(seconds: number): Patience;
}

export interface Check {
  readonly what: string;
  /** @returns what was seen, in a few words; rejects with what was not. */
  readonly see: (scene: Scene) => Promise<string>;
}
