// The worker in numbers, beside other consumers: `npm run bench:worker [-- consume priority memory stop]`.

import { printTable } from "./table.ts";
import { consume } from "./worker/consume.ts";
import { memory } from "./worker/memory.ts";
import { priority } from "./worker/priority.ts";
import { stop } from "./worker/stop.ts";

await printTable([consume, priority, memory, stop]);
