import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { ErrandError } from "../../lib/core/errors.ts";
import type { Posted } from "../../lib/core/ports.ts";
import type { PreparedMessage } from "../../lib/core/prepared-message.ts";
import { createReplayer } from "../../lib/core/replayer.ts";
import { createSpoolFolder, messagesOf } from "../disk/spool-folder.ts";

const away = new ErrandError("queue_unavailable", "The queue does not answer.");

function aReplayer(context: Parameters<typeof createSpoolFolder>[0]) {
  const folder = createSpoolFolder(context);
  const { clock, open } = folder;
  const rounds: (readonly string[])[] = [];
  const sent: string[] = [];
  let answer: (message: PreparedMessage) => Posted = () => ({ ok: true });
  const replayer = createReplayer({
    open,
    async send(messages) {
      rounds.push(messages.map(({ id }) => id));
      const answers = messages.map((message) => answer(message));
      for (const [index, { id }] of messages.entries()) if (answers[index]?.ok) sent.push(id);
      return answers;
    },
    isOurs: ({ queue }) => queue !== "another's",
    destinationOf: ({ id }) => (id.startsWith("far") ? "later" : "low"),
    clock,
    random: () => 0,
    onProblem: (problem) => folder.problems.push(problem),
  });
  const answerWith = (said: typeof answer) => {
    answer = said;
  };
  /** The disk is read and written between the clock's steps. */
  const until = (holds: () => void) =>
    vi.waitFor(async () => {
      await clock.advance(500);
      holds();
    });
  return { ...folder, replayer, rounds, sent, answerWith, until };
}

test("a scheduler that is away holds up nothing that goes to a queue", async (context) => {
  const { replayer, sent, answerWith, until } = aReplayer(context);
  answerWith(({ id }) => (id.startsWith("far") ? { ok: false, error: away } : { ok: true }));
  await replayer.append(messagesOf(...Array.from({ length: 150 }, (_, n) => `far-${n}`)));
  await replayer.append(messagesOf("near-1", "near-2"));
  await until(() => expect(sent).toEqual(["near-1", "near-2"]));
  answerWith(() => ({ ok: true }));
  await until(() => expect(sent).toHaveLength(152));
});

test("what is refused and can't be set aside is tried again after a pause, not at once", async (context) => {
  const { replayer, rounds, directory, clock, answerWith, until, problems } = aReplayer(context);
  answerWith(() => ({ ok: false, error: new ErrandError("enqueue_failed", "InvalidMessageContents") }));
  await replayer.append(messagesOf("bad"));
  writeFileSync(join(directory, "set-aside"), "in the way");
  await until(() => expect(rounds.length).toBeGreaterThan(3));
  const before = rounds.length;
  for (let turns = 0; turns < 50; turns += 1) await clock.advance(0);
  expect(rounds.length - before).toBeLessThanOrEqual(1);
  expect(problems.join("\n")).toContain("Can't be set aside");
});

test("what another deployment has spooled in the same directory is left alone", async (context) => {
  const { replayer, sent, until } = aReplayer(context);
  const [theirs, ours] = messagesOf("theirs", "ours");
  await replayer.append([{ ...(theirs as PreparedMessage), queue: "another's" }]);
  await replayer.append([ours as PreparedMessage]);
  await until(() => expect(sent).toEqual(["ours"]));
});
