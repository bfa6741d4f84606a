// EventBridge Scheduler as a service: one request in, one answer out; and its schedules run at their times.

import { hash, randomUUID } from "node:crypto";
import type { Clock } from "../../core/ports.ts";
import type { Journal } from "../data/journal.ts";
import type { Deliver } from "../delivery.ts";
import type { EngineRequest, EngineResponse } from "../exchange.ts";
import { createClientTokens } from "./client-tokens.ts";
import { isSchedulerError, SchedulerError } from "./errors.ts";
import { createGroups } from "./groups.ts";
import { optionalText, type Structure } from "./input.ts";
import { readBody, toErrorResponse, toResponse } from "./protocol.ts";
import { queryText } from "./query.ts";
import { findRoute } from "./routes.ts";
import { createRuns } from "./runs.ts";
import { createSchedules } from "./schedules.ts";

interface SchedulerOptions {
  readonly clock: Clock;
  readonly region: string;
  readonly accountId: string;
  readonly random: () => number;
  readonly deliver: Deliver;
  readonly journal: Journal;
  readonly onProblem: (problem: string) => void;
}

export interface Scheduler {
  handle(request: EngineRequest, signal?: AbortSignal): Promise<EngineResponse>;
  /** No schedule runs any more. */
  close(): void;
}

const TOKEN = { low: 1, high: 64, pattern: /^[a-zA-Z0-9-_]+$/ };

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { clock, region, accountId, random, deliver, journal, onProblem } = options;
  const { now } = clock;
  const place = { region, accountId };
  const groups = createGroups(now, place, journal);
  const schedules = createSchedules({ now, place, runs: () => runs, journal });
  const runs = createRuns({
    clock,
    random,
    deliver,
    place,
    onChanged: schedules.changed,
    onProblem,
    onFinished: schedules.delete,
  });
  schedules.restore();
  const tokens = createClientTokens(now);

  const answer = ({ method, url, body: text }: EngineRequest): object => {
    const { pathname, searchParams: query } = new URL(url);
    const { action, name } = findRoute(method, pathname);
    const body = readBody(text);
    const request = hash("sha256", `${method} ${pathname}${query} ${text}`);
    const token = tokenOf(query, body);
    return tokens.once(token, request, () => action({ name, query, body, groups, schedules, now: now() }));
  };

  return {
    async handle(request, signal) {
      signal?.throwIfAborted();
      const requestId = randomUUID();
      try {
        return toResponse(requestId, answer(request));
      } catch (error) {
        if (isSchedulerError(error)) return toErrorResponse(requestId, error);
        // Ours, not the sender's: it must not take the process down, nor look like the sender's.
        const failure = new SchedulerError("InternalServerException", `The engine failed: ${String(error)}`);
        return toErrorResponse(requestId, failure);
      }
    },
    close: runs.close,
  };
}

/** Deletions have theirs in the query. */
function tokenOf(query: URLSearchParams, body: Structure): string | undefined {
  return queryText(query, "clientToken", "clientToken", TOKEN) ?? optionalText(body, "ClientToken", TOKEN);
}
