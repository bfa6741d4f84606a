// The Gazette at work on one machine, `npm run demo`: the story is told to real queues, real SMTP and real pictures, is
// shown while it runs, and at the end everything that it promises is checked.

import { showLive } from "./demo/live.ts";
import { createReport } from "./demo/report.ts";
import { type Stage, setStage } from "./demo/stage.ts";
import { createStopSignal } from "./demo/stop-signal.ts";
import { type Story, tell } from "./demo/story.ts";
import { measureThumbnails } from "./demo/thumbnails.ts";

const LIMIT_SECONDS = 17;
const HARD_LIMIT_SECONDS = 19;

type Ending = "passed" | "failed" | "interrupted";
const EXIT_CODES: Readonly<Record<Ending, number>> = { passed: 0, failed: 1, interrupted: 130 };

// Whatever hangs beyond the limit, the clearing included, ends here. Nothing waits for this timer.
setTimeout(() => {
  console.log(`FAILED the demo is still there after ${HARD_LIMIT_SECONDS} s: ${process.getActiveResourcesInfo()}`);
  process.exit(1);
}, HARD_LIMIT_SECONDS * 1000).unref();

const stop = createStopSignal(LIMIT_SECONDS);
const setting = setStage();
const ending = await play().catch((error: unknown): Ending => {
  console.log("FAILED the demo could not run:", error);
  return "failed";
});
const stage = await setting.catch(() => undefined); // why it could not be set has been said above
await stage?.clear();
stop.dispose();
if (ending === "interrupted") console.log("Interrupted.");
process.exitCode = EXIT_CODES[ending];

async function play(): Promise<Ending> {
  const stage = await Promise.race([setting, stop.stopped]);
  if (stage === "interrupted") return "interrupted";
  if (stage === "time is up") throw new Error(`the local runner was not ready within ${LIMIT_SECONDS} s`);
  const { mailServer, runner, journal } = stage;
  console.log(`Errand at ${runner.endpoint}, SMTP server at ${mailServer.url}\n`);

  const endLive = showLive(process.stdout, journal, mailServer);
  let story: Story | undefined;
  const everything = async () => {
    story = await tell(journal.add);
    await journal.whenEnded(story.jobs);
    return "done" as const;
  };
  const end = await Promise.race([everything(), stop.stopped]).finally(endLive);
  if (end === "interrupted") return "interrupted";
  if (story === undefined) throw new Error(`not everything was enqueued within ${LIMIT_SECONDS} s`);

  const passed = await report(stage, story);
  if (end === "time is up") console.log(`FAILED the time was up after ${LIMIT_SECONDS} s`);
  if (end === "done" && passed) return "passed";
  for (const line of stage.printed.slice(-30)) console.log(`printed by the workers: ${line}`);
  return "failed";
}

async function report({ runner, journal, mailServer }: Stage, story: Story): Promise<boolean> {
  const { high, low } = await runner.counts();
  const { lines, passed } = createReport(story, {
    records: journal.records(),
    mails: mailServer.mails,
    thumbnails: await measureThumbnails(story.pictures),
    dead: { high: high.dead, low: low.dead },
  });
  for (const line of lines) console.log(line);
  return passed;
}
