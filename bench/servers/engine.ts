// The engine behind HTTP, as a process: tells its address, ends with its parent.

import { systemClock } from "../../lib/core/clock.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { startHttpServer } from "../../lib/engine/http-server.ts";

const { url } = await startHttpServer(createEngine({ clock: systemClock }));
process.send?.(url);
process.once("disconnect", () => process.exit());
