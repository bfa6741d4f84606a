// The ways in which the long-running worker is broken on purpose.

import type { Mutation } from "./list.ts";

const LAWS = ["test/model/worker.test.ts"];
const ORDER = ["test/model/worker-order.test.ts"];
const HEARTBEAT = ["test/worker/pains/heartbeat.test.ts"];

export const WORKER_MUTATIONS: readonly Mutation[] = [
  {
    name: "worker: starts low jobs before high ones",
    file: "lib/worker/order.ts",
    changes: [['return hasHigh ? "high" : undefined;', 'return hasLow ? "low" : hasHigh ? "high" : undefined;']],
    tests: ORDER,
  },
  {
    name: "worker: takes the high queue for empty before that has said so",
    file: "lib/worker/dispatcher.ts",
    changes: [["return high === undefined || high.isEmpty() || high.isAway();", "return true;"]],
    tests: ORDER,
  },
  {
    name: "worker: starts every low job that has aged before the high ones",
    file: "lib/worker/order.ts",
    changes: [["const isLowsTurn = isLowAged && highInARow >= AGED_SHARE - 1;", "const isLowsTurn = isLowAged;"]],
    tests: ORDER,
  },
  {
    name: "worker: never starts a low job that has aged",
    file: "lib/worker/order.ts",
    changes: [["const isLowsTurn = isLowAged && highInARow >= AGED_SHARE - 1;", "const isLowsTurn = false;"]],
    tests: ["test/worker/priority.test.ts"],
  },
  {
    name: "worker: deletes when a job starts",
    file: "lib/worker/crew.ts",
    changes: [
      [
        "    const outcome = await run(hold.delivery,",
        "    acknowledger.add(hold);\n    const outcome = await run(hold.delivery,",
      ],
    ],
    tests: LAWS,
  },
  {
    name: "worker: deletes what could not be settled",
    file: "lib/worker/crew.ts",
    changes: [
      [
        '    if (settlement === "acknowledge") acknowledger.add(hold);\n    else keeper.letGo(hold);',
        "    acknowledger.add(hold);",
      ],
    ],
    tests: LAWS,
  },
  {
    name: "worker: deletes what it hands back, and sends no copy",
    file: "lib/worker/hand-back.ts",
    changes: [
      [
        "return await settle(outcome, delivery, kernel);",
        'return outcome.kind === "postponed" ? "acknowledge" : "return";',
      ],
    ],
    tests: LAWS,
  },
  {
    name: "worker: deletes what it hands back before the copy is sent",
    file: "lib/worker/hand-back.ts",
    changes: [["return await settle(", "await inbox.acknowledge([delivery]);\n    return await settle("]],
    tests: ["test/worker/hand-back.test.ts"],
  },
  {
    name: "worker: does not tell a job that its message is lost",
    file: "lib/worker/keeper.ts",
    changes: [
      [
        `pull(hold, { why: "lost", error: Object.assign(new Error(message, { cause }), { name: "LostError" }) });`,
        "void message;",
      ],
    ],
    tests: HEARTBEAT,
  },
  {
    name: "worker: extends nothing",
    file: "lib/worker/keeper.ts",
    changes: [["for (const some of groupsOf(due)) void extend(some);", "for (const some of groupsOf(due)) void some;"]],
    tests: LAWS,
  },
  {
    name: "worker: looks for the end of the twelve hours at its beats only",
    file: "lib/worker/keeper.ts",
    changes: [["arm(untilEndMs);", "arm(beatMs);"]],
    tests: LAWS,
  },
  {
    name: "worker: runs suspects beside others",
    file: "lib/worker/dispatcher.ts",
    changes: [['if (unit.place === "alone" && crew.running() > 0) return;', ""]],
    tests: ["test/worker/suspects.test.ts"],
  },
  {
    name: "worker: ends before all is deleted",
    file: "lib/worker/shift.ts",
    changes: [["      await last(acknowledger.rest());\n", ""]],
    tests: ["test/worker/trouble.test.ts"],
  },
  {
    name: "worker: forgets that what it sends on unstarted is a suspect",
    file: "lib/core/not-begun.ts",
    changes: [["stillSuspect(envelope, arrival.delivery.receives)", "envelope"]],
    tests: ["test/core/leash.test.ts"],
  },
];
