// The ways in which the kernel is broken on purpose: which text becomes which other, and the tests that must tell.

export interface Mutation {
  readonly name: string;
  /** From the repository's root. */
  readonly file: string;
  /** Each text must stand in the file once. */
  readonly changes: readonly (readonly [from: string, to: string])[];
  readonly tests: readonly string[];
}

const CALM = ["test/model/calm.test.ts"];
const KILLS = ["test/model/kills.test.ts"];
const THROTTLES = ["test/model/throttles.test.ts"];
const ORDER = ["test/model/settle-order.test.ts"];
const TIME = ["test/testing/time.test.ts"];
const FAR_AWAY = ["test/core/far-away.test.ts"];
const TAKING_BACK = ["test/core/taking-back.test.ts"];
const RECURRING = ["test/testing/recurring.test.ts"];
const BATCH = ["test/model/batch.test.ts"];

const RETRY = "await broker.retry(toNextPost(outcome.next, outcome, delivery, kernel));";
const BURY = "await broker.bury(toLetterPost(outcome.letter, delivery));";

export const MUTATIONS: readonly Mutation[] = [
  {
    name: "acknowledges before it sends",
    file: "lib/core/settle.ts",
    changes: [[RETRY, `await inbox.acknowledge([delivery]);\n      ${RETRY}`]],
    tests: ORDER,
  },
  {
    name: "swallows the failed send of a retry",
    file: "lib/core/settle.ts",
    changes: [[RETRY, RETRY.replace(/;$/, ".catch(() => {});")]],
    tests: [...ORDER, ...THROTTLES],
  },
  {
    name: "swallows the failed send of a dead letter",
    file: "lib/core/settle.ts",
    changes: [[BURY, BURY.replace(/;$/, ".catch(() => {});")]],
    tests: [...ORDER, ...THROTTLES],
  },
  {
    name: "acknowledges the dead without burying them",
    file: "lib/core/settle.ts",
    changes: [[BURY, ""]],
    tests: CALM,
  },
  {
    name: "sends on what has to keep its place in a FIFO queue",
    file: "lib/core/settle.ts",
    changes: [["if (group !== undefined) {", "if (group === null) {"]],
    tests: ["test/lambda/fifo.test.ts"],
  },
  {
    name: "counts receives as attempts",
    file: "lib/core/open.ts",
    changes: [["delivery.group === undefined ? 0 : delivery.receives - 1", "delivery.receives - 1"]],
    tests: THROTTLES,
  },
  {
    name: "counts what a dead letter has crashed when it lives again",
    file: "lib/core/open.ts",
    changes: [['message["dead"] === undefined ? message : revived(message)', "message"]],
    tests: ["test/model/moved-back.test.ts"],
  },
  {
    name: "drops the rest of a batch",
    file: "lib/core/batch.ts",
    changes: [['batch.settlements.get(delivery) ?? "return"', 'batch.settlements.get(delivery) ?? "acknowledge"']],
    tests: BATCH,
  },
  {
    name: "starts one job of a batch and leaves the others to their fate",
    file: "lib/core/side-by-side.ts",
    changes: [["for (const item of left) await act(item);", "for (const item of left) return void (await act(item));"]],
    tests: BATCH,
  },
  {
    name: "goes on in a FIFO group after a failure",
    file: "lib/core/batch.ts",
    changes: [["    await Promise.all(behind);\n    return;\n", "    await Promise.all(behind);\n"]],
    tests: [...BATCH, "test/lambda/fifo.test.ts"],
  },
  {
    name: "starts all of a batch at once",
    file: "lib/core/side-by-side.ts",
    changes: [["Math.min(most, items.length)", "items.length"]],
    tests: BATCH,
  },
  {
    name: "acknowledges what the kernel itself failed at",
    file: "lib/core/batch.ts",
    changes: [
      [
        '    tellReturned(delivery, error, kernel);\n    return "return";\n  }\n}',
        '    tellReturned(delivery, error, kernel);\n    return "acknowledge";\n  }\n}',
      ],
    ],
    tests: ["test/core/batch.test.ts"],
  },
  {
    name: "leaves neighbours unacknowledged before a suspect runs",
    file: "lib/core/alone.ts",
    changes: [["if (done.length > 0) await kernel.inbox.acknowledge(done);", ""]],
    tests: BATCH,
  },
  {
    name: "runs suspects beside others",
    file: "lib/core/lanes.ts",
    changes: [
      ["const fresh = others.filter(({ receives }) => receives <= 1);", "const fresh = others;"],
      ["suspects: others.filter(({ receives }) => receives > 1),", "suspects: [],"],
    ],
    tests: BATCH,
  },
  {
    name: "runs copies in quarantine beside others",
    file: "lib/core/lanes.ts",
    changes: [["return body.includes('\"quarantine\"');", 'return body === "";']],
    tests: BATCH,
  },
  {
    name: "takes a throttle for a crash",
    file: "lib/core/quarantine.ts",
    changes: [[" && lastSeconds < guard.latestSeconds(visibilitySeconds);", ";"]],
    tests: [...THROTTLES, "test/journeys/crash-isolation.test.ts"],
  },
  {
    name: "forgets the crashes before",
    file: "lib/core/quarantine.ts",
    changes: [["(envelope.crashes ?? 0) + 1;", "1;"]],
    tests: KILLS,
  },
  {
    name: "forgets to hide what runs alone",
    file: "lib/core/quarantine-guard.ts",
    changes: [["  await hide(delivery, guard.hiddenSeconds, kernel);\n", ""]],
    tests: KILLS,
  },
  {
    name: "leaves what was done alone to the runtime",
    file: "lib/core/quarantine-guard.ts",
    changes: [["(await deleteNow(delivery, batch))", "batch"]],
    tests: ["test/regression/done-is-not-crashed.test.ts"],
  },
  {
    name: "ignores notBefore",
    file: "lib/core/execute.ts",
    changes: [["if (delaySeconds > 0) {", "if (delaySeconds < 0) {"]],
    tests: CALM,
  },
  {
    name: "ignores expiresAt",
    file: "lib/core/execute.ts",
    changes: [["if (expiredAt <= now)", "if (expiredAt <= 0)"]],
    tests: CALM,
  },
  {
    name: "drops an unknown function",
    file: "lib/core/execute.ts",
    changes: [["return onUnknown(envelope, arrival);", 'return { kind: "completed", envelope, ranSeconds: 0 };']],
    tests: CALM,
  },
  {
    name: "leaves the attempt as it is",
    file: "lib/core/failure.ts",
    changes: [["attempt: attempt + 1, history", "attempt, history"]],
    tests: CALM,
  },
  {
    name: "gives one attempt too many",
    file: "lib/core/failure.ts",
    changes: [["if (attempt >= definition.retry.attempts)", "if (attempt > definition.retry.attempts)"]],
    tests: CALM,
  },
  {
    name: "drops the history",
    file: "lib/core/failure.ts",
    changes: [["addToHistory(envelope.history, attempt, now, error)", "addToHistory(undefined, attempt, now, error)"]],
    tests: CALM,
  },
  {
    name: "takes a snooze for an attempt",
    file: "lib/core/decide.ts",
    changes: [["waiting(released(counted),", "waiting(released({ ...counted, attempt: envelope.attempt + 1 }),"]],
    tests: CALM,
  },
  {
    name: "waits for a run that is past its timeout",
    file: "lib/core/run.ts",
    changes: [["      alarms.push(after(end.giveUpAt, () => reject(end.error())));\n", ""]],
    tests: CALM,
  },
  {
    name: "answers no batch before the runtime ends",
    file: "lib/core/batch.ts",
    changes: [["await (time === undefined ? work : inTime(", "await (time !== undefined ? work : inTime("]],
    tests: ["test/core/time-left.test.ts"],
  },
  {
    name: "starts jobs that have no time left",
    file: "lib/core/time-left.ts",
    changes: [["return time.abortAt - now >= needed;", "return needed >= 0;"]],
    tests: ["test/core/suspects.test.ts", "test/core/time-left.test.ts"],
  },
  {
    name: "has a far message sent at its time, not before",
    file: "lib/core/far-away.ts",
    changes: [["toAtExpression(dueAt - EARLY_MS)", "toAtExpression(dueAt)"]],
    tests: TIME,
  },
  {
    name: "takes a schedule that has fired for one that waits",
    file: "lib/core/far-away.ts",
    changes: [
      ["if (there !== undefined && (fromAtExpression(there.expression) ?? 0) > clock.now()) return;", "return;"],
    ],
    tests: FAR_AWAY,
  },
  {
    name: "drops a wait that the scheduler refuses",
    file: "lib/core/far-away.ts",
    changes: [["        await queues.retry(post);\n", ""]],
    tests: FAR_AWAY,
  },
  {
    name: "gives a second wait the name of the first",
    file: "lib/core/far-away.ts",
    changes: [["const name = againName(post.id, post.dueAt);", "const name = onceName(post.id);"]],
    tests: FAR_AWAY,
  },
  {
    name: "removes a schedule before its message has a new place",
    file: "lib/core/remote-broker.ts",
    changes: [
      [
        "    try {\n      await broker.retry(",
        "    await scheduler.remove(scheduled.name);\n    try {\n      await broker.retry(",
      ],
    ],
    tests: TAKING_BACK,
  },
  {
    name: "leaves the mark on what is on its way",
    file: "lib/core/remote-broker.ts",
    changes: [["body: withoutPlaceholders(await bodyOf(post)) }", "body: scheduled.body }"]],
    tests: TAKING_BACK,
  },
  {
    name: "leaves a job with a schedule that was over when it was changed",
    file: "lib/core/remote-broker.ts",
    changes: [["return clock.now() < dueAt - EARLY_MS ? priority : send(toMoved(), held);", "return priority;"]],
    tests: TAKING_BACK,
  },
  {
    name: "calls cancelled what may have been sent",
    file: "lib/core/remote-broker.ts",
    changes: [["if (clock.now() < at) {", "if (at > 0) {"]],
    tests: TAKING_BACK,
  },
  {
    name: "cancels another job's",
    file: "lib/core/remote-broker.ts",
    changes: [["envelope.function !== job || ", ""]],
    tests: TAKING_BACK,
  },
  {
    name: "runs a repeated firing",
    file: "lib/core/firings.ts",
    changes: [["return before.messageId !== messageId;", "return before.messageId === messageId;"]],
    tests: RECURRING,
  },
  {
    name: "lets the scheduler change arguments",
    file: "lib/core/scheduled-body.ts",
    changes: [['const PLACEHOLDER = "<aws.scheduler.";', 'const PLACEHOLDER = "<nothing>";']],
    tests: RECURRING,
  },
  {
    name: "lets a schedule's run never expire",
    file: "lib/core/read.ts",
    changes: [["if (!opened.ok || !opened.isFiring) return opened;", "if (opened.ok || !opened.ok) return opened;"]],
    tests: RECURRING,
  },
];
