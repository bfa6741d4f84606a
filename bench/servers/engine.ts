// The engine behind HTTP, as a process; it keeps its state in the folder that it is given, if any.

import { systemClock } from "../../lib/core/clock.ts";
import { openJournal } from "../../lib/engine/data/sqlite-journal.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { startHttpServer } from "../../lib/engine/http-server.ts";
import { serve } from "./serve.ts";

const [, , folder] = process.argv;
const journal = folder === undefined ? {} : { journal: openJournal(folder) };
const { url } = await startHttpServer(createEngine({ clock: systemClock, ...journal }));
serve(url);
