#!/usr/bin/env -S node --
// The door "errand" on the command line.

import { runProgram } from "./cli/program.ts";

await runProgram(process.argv);
