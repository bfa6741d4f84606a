// The schedule of a job's definition, deployed with the stack, fires.

import { until } from "../until.ts";
import type { Check } from "./check.ts";

/** It is due every minute; an emulator may look for what is due only every ten seconds. */
const SECONDS = 90;

export const fires: Check = {
  what: "the deployed schedule fires: the Gazette comes out",
  async see({ mails, patience }) {
    const mail = await until("an issue of the Gazette", patience(SECONDS), () =>
      mails.find(({ to }) => to === "readers@gazette.example.org"),
    );
    return mail.subject;
  },
};
