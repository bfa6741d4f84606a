// The program of an engine process: serves an engine that keeps its state in the folder named, and tells its address.

import { systemClock } from "../../lib/core/clock.ts";
import { openJournal } from "../../lib/engine/data/sqlite-journal.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { startHttpServer } from "../../lib/engine/http-server.ts";

const [, , folder = ""] = process.argv;
const { url } = await startHttpServer(createEngine({ clock: systemClock, journal: openJournal(folder) }));
process.send?.(url);
process.on("disconnect", () => process.exit()); // never outlives who started it
