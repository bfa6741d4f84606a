// LocalStack and MiniStack, started by the scripts in ERRAND_EMULATORS for as long as they are used.

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { aFreePort } from "./ports.ts";

const FOLDER = process.env["ERRAND_EMULATORS"] ?? join(import.meta.dirname, "../../../shared/emulators");

/** How the scripts end where the machine lacks what an emulator needs. */
const LACKS_SOMETHING = 2;

/** What came of using an emulator. `absent`: this machine can't have it. */
type Used<Result> =
  | { readonly kind: "ran"; readonly result: Result }
  | { readonly kind: "absent" | "failed"; readonly why: string };

/** @param use gets its address. */
export async function withEmulator<Result>(name: string, use: (url: string) => Promise<Result>): Promise<Used<Result>> {
  const script = join(FOLDER, `${name}.sh`);
  if (!existsSync(script)) {
    return { kind: "absent", why: `there is no ${script}. ERRAND_EMULATORS names the folder.` };
  }
  const port = String(await aFreePort());
  // What an emulator unpacks and leaves: MiniStack each function's code.
  const TMPDIR = mkdtempSync(join(tmpdir(), `errand-${name}-`));
  const env = { ...process.env, TMPDIR };
  const started = spawnSync(script, ["start", port], { env, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  try {
    if (started.status === 0) return { kind: "ran", result: await use(started.stdout.trim().split("\n").at(-1) ?? "") };
    const why = `its script ended with ${started.status}, see above.`;
    return { kind: started.status === LACKS_SOMETHING ? "absent" : "failed", why };
  } finally {
    execFileSync(script, ["stop", port], { stdio: "inherit" });
    rmSync(TMPDIR, { recursive: true, force: true });
  }
}
