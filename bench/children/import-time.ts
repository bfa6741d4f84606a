// Prints how long a module took to be imported, in milliseconds.

import { pathToFileURL } from "node:url";

const startedAt = performance.now();
await import(pathToFileURL(process.argv[2] ?? "").href);
process.stdout.write(String(performance.now() - startedAt));
