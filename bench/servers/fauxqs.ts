// fauxqs as a process: tells its address, ends with its parent.

import { startFauxqs } from "fauxqs";

const { address } = await startFauxqs({ port: 0, logger: false });
process.send?.(address);
process.once("disconnect", () => process.exit());
