// The Gazette's page, without a deployment: what its forms enqueue, what they refuse, and what it shows.

import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { configure } from "errand";
import { enqueued, forgetEnqueued } from "errand/testing";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { makeThumbnail, sendReminder, sendWelcome } from "../../examples/gazette/jobs.ts";
import { createWebApp } from "../../examples/gazette/web/app.ts";

const app = createWebApp();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "gazette-web-"));
  vi.stubEnv("GAZETTE_OUTPUT", folder);
  configure({ mode: "fake" });
});

afterEach(async () => {
  configure({ mode: undefined });
  forgetEnqueued();
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function post(path: string, fields: Readonly<Record<string, string>>) {
  const answer = await app.request(path, { method: "POST", body: new URLSearchParams(fields) });
  return { status: answer.status, location: answer.headers.get("location"), text: await answer.text() };
}

async function pageAt(path: string): Promise<string> {
  const answer = await app.request(path);
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "text/html; charset=UTF-8"]);
  return answer.text();
}

const ANN = { name: "Ann", email: "ann@example.org" };

describe("signing up", () => {
  test("enqueues a welcome, and a reminder three days later; a reload of the page sends nothing again", async () => {
    expect(await post("/members", { ...ANN, birthday: "", timeZone: "" })).toMatchObject({
      status: 303,
      location: "./?done=joined",
    });

    expect(enqueued(sendWelcome)).toMatchObject([{ args: ["ann@example.org", "Ann"], priority: "high" }]);
    expect(enqueued(sendReminder)).toMatchObject([{ args: ["ann@example.org", "Ann"], delaySeconds: 3 * 86_400 }]);
    expect(await pageAt("/?done=joined")).toContain("Welcome! A mail is on its way to you.");
    expect(enqueued()).toHaveLength(2);
  });

  test.each([
    ["no name", { ...ANN, name: " " }, "Expected a name of 1 to 100 letters."],
    ["a name of two lines", { ...ANN, name: "Ann\r\nBcc: all@example.org" }, "Expected a name of 1 to 100 letters."],
    ["an address that is none", { ...ANN, email: "ann" }, "Expected an e-mail address, as ann@example.org."],
    ["nothing at all", {}, "Expected an e-mail address"],
    [
      "a day that no year has",
      { ...ANN, birthday: "02-30", timeZone: "Europe/Berlin" },
      "Expected a birthday as month",
    ],
    ["a birthday without its zone", { ...ANN, birthday: "12-24", timeZone: "" }, "Expected the time zone"],
    ["a zone that is none", { ...ANN, birthday: "12-24", timeZone: "Europe/Atlantis" }, "Expected the time zone"],
  ])("%s is refused with a sentence, and nothing is enqueued", async (_what, fields, sentence) => {
    const { status, text } = await post("/members", fields as Record<string, string>);

    expect(status).toBe(400);
    expect(text).toContain('<ul role="alert">');
    expect(text).toContain(sentence);
    expect(enqueued()).toEqual([]);
  });

  test("a form larger than any of ours is refused before it is read", async () => {
    const { status, text } = await post("/members", { ...ANN, name: "A".repeat(20_000) });

    expect([status, enqueued()]).toEqual([413, []]);
    expect(text).toContain("Expected a form of at most 10 kB.");
  });
});

describe("thumbnails", () => {
  test("ordering one enqueues it", async () => {
    const answer = await post("/thumbnails", { photo: "rocket.jpg", width: "320" });

    expect(answer).toMatchObject({ status: 303, location: "./?done=ordered" });
    expect(enqueued(makeThumbnail)).toMatchObject([{ args: ["rocket.jpg", 320], priority: "low" }]);
  });

  test.each([
    ["another photograph", { photo: "../members.csv", width: "320" }, "Expected one of the photographs astronaut.jpg"],
    ["the torn one", { photo: "torn.jpg", width: "320" }, "Expected one of the photographs"],
    ["another width", { photo: "rocket.jpg", width: "100000" }, "Expected a width of 160, 320, 640 pixels."],
    ["a width that is none", { photo: "rocket.jpg", width: "320px" }, "Expected a width of"],
  ])("%s is refused", async (_what, fields, sentence) => {
    const { status, text } = await post("/thumbnails", fields);

    expect([status, enqueued()]).toEqual([400, []]);
    expect(text).toContain(sentence);
  });

  test("the page shows those that are ready, and serves no other file", async () => {
    expect(await pageAt("/")).toContain("None is ready yet.");
    await writeFile(join(folder, "rocket-320.webp"), "a picture");
    await writeFile(join(folder, "rocket-321.webp"), "not the page's");

    const page = await pageAt("/");
    expect(page.match(/<img [^>]*>/g)).toEqual(['<img src="thumbnails/rocket-320.webp" alt="rocket-320.webp">']);
    const picture = await app.request("/thumbnails/rocket-320.webp");
    expect([picture.headers.get("content-type"), await picture.text()]).toEqual(["image/webp", "a picture"]);
    for (const path of ["rocket-321.webp", "coffee-320.webp", "..%2Fmembers.csv"]) {
      expect([path, (await app.request(`/thumbnails/${path}`)).status]).toEqual([path, 404]);
    }
  });

  test("a job makes what the page then shows", async () => {
    configure({ mode: "inline" });
    await post("/thumbnails", { photo: "rocket.jpg", width: "160" });
    expect(await pageAt("/?done=ordered")).toContain('<img src="thumbnails/rocket-160.webp"');
  });
});

test("the page says nothing of its address but what it knows, and lets no script in", async () => {
  const answer = await app.request("/?done=<script>alert(1)</script>");
  expect(await answer.text()).not.toContain("script");
  expect(answer.headers.get("content-security-policy")).toBe("default-src 'self'; style-src 'unsafe-inline'");
});

test("where nothing can be enqueued the answer says so, without the reason, which is in the log", async () => {
  const log = vi.spyOn(console, "error").mockImplementation(() => {});
  configure({ mode: "sqs" });
  const { status, text } = await post("/thumbnails", { photo: "rocket.jpg", width: "320" });

  expect([status, text]).toEqual([503, expect.stringContaining("try again in a minute")]);
  expect(log).toHaveBeenCalledWith(expect.objectContaining({ code: "not_configured" }));
  log.mockRestore();
});
