// fauxqs as a process.

import { startFauxqs } from "fauxqs";
import { serve } from "./serve.ts";

const { address } = await startFauxqs({ port: 0, logger: false });
serve(address);
