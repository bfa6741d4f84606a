// The senders in other languages against the engine and the real handler: `npm run test:languages -- [python] [go] [java]`. Ends with
// "N passed, N failed".

import { isThere, SENDERS } from "../test/languages/senders.ts";
import { signedVerdicts, unsignedVerdicts } from "../test/languages/verdicts.ts";

const asked = process.argv.slice(2);
const unknown = asked.find((name) => SENDERS.every(({ language }) => language !== name));
if (unknown !== undefined) {
  throw new Error(`Expected ${SENDERS.map(({ language }) => language).join(", ")}, got "${unknown}".`);
}

let passed = 0;
let failed = 0;
for (const sender of SENDERS) {
  if (asked.length > 0 && !asked.includes(sender.language)) continue;
  if (!isThere(sender)) {
    console.log(`\nThe sender in ${sender.language} was NOT run: this machine has no ${sender.program}.`);
    continue;
  }
  const verdicts = [
    ...(await unsignedVerdicts(sender)),
    ...(sender.language === "python" ? await signedVerdicts(sender) : []),
  ];
  for (const { what, got } of verdicts) {
    console.log(got === undefined ? `ok      ${what}` : `FAILED  ${what}: ${got}`);
    if (got === undefined) passed += 1;
    else failed += 1;
  }
}
console.log(`\n${passed} passed, ${failed} failed`);
if (failed > 0) process.exitCode = 1;
