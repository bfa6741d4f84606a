// The page behind the function URL: a visitor signs up, orders a thumbnail, and sees it.

import sharp from "sharp";
import { sendBirthday } from "../../../examples/gazette/jobs.ts";
import { thumbnailName } from "../../../examples/gazette/thumbnail-store.ts";
import type { Answer } from "../page.ts";
import { until } from "../until.ts";
import type { Check } from "./check.ts";

export const opens: Check = {
  what: "the page opens at the function URL",
  async see({ visitor }) {
    const answer = expectAnswer(await visitor.get("/"), 200, "text/html");
    if (!answer.body.toString().includes('<form method="post" action="members">')) throw unexpected("a form", answer);
    return `${answer.body.length} bytes of HTML`;
  },
};

export const signsUp: Check = {
  what: "a sign-up on it is welcomed by mail, and the birthday is in the schedule group",
  async see({ visitor, mails, client, patience }) {
    const member = { name: "Ann <b>", email: "ann@example.org", birthday: "12-24", timeZone: "Europe/Berlin" };
    await client.unschedule(sendBirthday, member.email); // where an earlier run has kept its stack
    const { location } = expectAnswer(await visitor.post("/members", member), 303);
    const subject = `Welcome, ${member.name}`;
    await until(`the mail "${subject}"`, patience(30), () => mails.find((mail) => mail.subject === subject));
    const [birthday] = await client.schedules(sendBirthday);
    if (birthday?.id !== member.email) throw new Error(`Expected Ann's birthday to be planned, got ${birthday?.id}.`);
    const { pathname, search } = new URL(location, "http://host/members");
    const next = expectAnswer(await visitor.get(`${pathname}${search}`), 200, "text/html");
    if (!next.body.toString().includes('role="status">Welcome!')) throw unexpected("a word of welcome", next);
    return `${subject}; ${birthday.expression} in ${birthday.timeZone}`;
  },
};

export const refuses: Check = {
  what: "what can't be is refused there with a sentence",
  async see({ visitor }) {
    const answer = expectAnswer(await visitor.post("/members", { name: "Ann", email: "ann" }), 400, "text/html");
    const [, sentence] = /<li>(.*?)<\/li>/.exec(answer.body.toString()) ?? [];
    if (sentence === undefined) throw unexpected("a sentence", answer);
    return sentence;
  },
};

export const orders: Check = {
  what: "a thumbnail ordered on it is made, shown and served",
  async see({ visitor, patience }) {
    expectAnswer(await visitor.post("/thumbnails", { photo: "astronaut.jpg", width: "160" }), 303);
    const src = `thumbnails/${thumbnailName("astronaut.jpg", 160)}`;
    await until(`${src} on the page`, patience(30), async () => {
      const { body } = await visitor.get("/");
      return body.toString().includes(`<img src="${src}"`) || undefined;
    });
    const { body } = expectAnswer(await visitor.get(`/${src}`), 200, "image/webp");
    const { info } = await sharp(body).raw().toBuffer({ resolveWithObject: true });
    return `${src}, ${info.width}×${info.height}`;
  },
};

function expectAnswer(answer: Answer, status: number, type = ""): Answer {
  if (answer.status === status && answer.type.startsWith(type)) return answer;
  throw unexpected(`${status} ${type}`, answer);
}

function unexpected(expected: string, { status, type, body }: Answer): Error {
  return new Error(`Expected ${expected}, got ${status} ${type}: ${body.toString("utf8").slice(0, 300)}`);
}
