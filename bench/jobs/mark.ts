// A job that tells when it ran.

import { current, job } from "errand";

export const mark = job("mark", () => console.log(`ran ${current()?.id} ${Date.now()}`));
