// The engine behind HTTP, as a process.

import { systemClock } from "../../lib/core/clock.ts";
import { createEngine } from "../../lib/engine/engine.ts";
import { startHttpServer } from "../../lib/engine/http-server.ts";
import { serve } from "./serve.ts";

const { url } = await startHttpServer(createEngine({ clock: systemClock }));
serve(url);
