// The engine in numbers: `npm run bench:engine [-- rates depth memory wake-up data month]`.

import { data } from "./measurements/data.ts";
import { depth } from "./measurements/depth.ts";
import { memory } from "./measurements/memory.ts";
import { month } from "./measurements/month.ts";
import { rates } from "./measurements/rates.ts";
import { wakeUp } from "./measurements/wake-up.ts";
import { printTable } from "./table.ts";

// What the engine learns comes here: a measurement is a file.
await printTable([rates, depth, memory, wakeUp, data, month]);
