// What the front door costs: `npm run bench:front-door [-- cpu|spool]`. Signing and context as CPU a job, beside the plain path in turns; the spool
// with its fsync beside the plain path to an engine in the same process.

import { cpu } from "./measurements/door-cpu.ts";
import { spool } from "./measurements/door-spool.ts";
import { printTable } from "./table.ts";

await printTable([cpu, spool]);
