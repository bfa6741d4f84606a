// Builds the package into dist: JavaScript and types by tsc, one file for each of lib, and the command made executable.

import { execFileSync } from "node:child_process";
import { chmodSync, rmSync } from "node:fs";

rmSync("dist", { recursive: true, force: true });
execFileSync(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"], { stdio: "inherit" });
chmodSync("dist/cli.js", 0o755);
