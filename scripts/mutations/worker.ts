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
        "    run(hold.delivery, leashOf(hold, latestEnd(hold)), isSuspect);",
        "    (acknowledger.add(hold), run(hold.delivery, leashOf(hold, latestEnd(hold)), isSuspect));",
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
    tests: LAWS,
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
    changes: [["if (unit.isSuspect && !isIsolating && crew.running() > 0) return;", ""]],
    tests: LAWS,
  },
  {
    name: "worker: ends before all is deleted",
    file: "lib/worker/shift.ts",
    changes: [["      await within(acknowledger.rest(), LAST_MS);\n", ""]],
    tests: LAWS,
  },
  {
    name: "worker: puts off for ever what must run alone",
    file: "lib/worker/stock.ts",
    changes: [["unit.takenAt <= until && !isToStay(unit)", "unit.takenAt <= until"]],
    tests: ["test/worker/stock.test.ts"],
  },
];
