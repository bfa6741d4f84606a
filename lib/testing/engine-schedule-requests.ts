// Requests to the engine's scheduler, without an SDK between; tried again as the SDK would.

import type { ScheduleRequests } from "../aws/schedule-requests.ts";
import type { Engine } from "../engine/engine.ts";
import { tryAgain } from "./trying-again.ts";

/** Nothing listens there: the engine answers in the process, by the path. */
const ORIGIN = "https://scheduler.us-east-1.amazonaws.com";

interface EngineScheduleRequests extends ScheduleRequests {
  createGroup(name: string): Promise<unknown>;
}

/** Each call has a token of its own, the same for its tries: one whose answer was lost has its effect once. */
export function createEngineScheduleRequests(engine: Engine): EngineScheduleRequests {
  const once = async (method: string, path: string, input: object | undefined): Promise<Record<string, unknown>> => {
    const body = input === undefined ? "" : JSON.stringify(input);
    const answer = await engine.handle({ method, url: `${ORIGIN}${path}`, headers: {}, body });
    const output = JSON.parse(answer.body) as Record<string, unknown>;
    if (answer.status < 300) return output;
    const name = answer.headers["x-amzn-errortype"] ?? "Error";
    throw Object.assign(new Error(String(output["Message"] ?? output["message"])), { name });
  };
  const call = (method: string, path: string, input?: object) => tryAgain(() => once(method, path, input));
  const pathOf = (group: string, name: string) => `/schedules/${name}?groupName=${group}`;
  return {
    createGroup: (name) => call("POST", `/schedule-groups/${name}`, {}),
    create: (fields) => call("POST", `/schedules/${fields.Name}`, { ...fields, ClientToken: crypto.randomUUID() }),
    update: (fields) => call("PUT", `/schedules/${fields.Name}`, { ...fields, ClientToken: crypto.randomUUID() }),
    async get(group, name) {
      const { CreationDate, LastModificationDate, ...given } = await call("GET", pathOf(group, name));
      return { ...given, CreationDate: toDate(CreationDate), LastModificationDate: toDate(LastModificationDate) };
    },
    delete: (group, name) => call("DELETE", `${pathOf(group, name)}&clientToken=${crypto.randomUUID()}`),
    async list(group, prefix, token) {
      const query = new URLSearchParams({ ScheduleGroup: group, MaxResults: "100" });
      if (prefix !== undefined) query.set("NamePrefix", prefix);
      if (token !== undefined) query.set("NextToken", token);
      const { Schedules, NextToken } = await call("GET", `/schedules?${query}`);
      const schedules = (Schedules as readonly { readonly Name: string }[]).map(({ Name: name }) => ({
        name,
        changedAt: undefined,
      }));
      return { schedules, next: NextToken as string | undefined };
    },
  };
}

/** On the wire, times are seconds since 1970. */
function toDate(seconds: unknown): Date {
  return new Date(Number(seconds) * 1000);
}
