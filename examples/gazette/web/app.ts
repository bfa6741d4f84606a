// The Gazette on the web: its forms become jobs, and what the jobs have made is shown.

import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { secureHeaders } from "hono/secure-headers";
import { makeThumbnail } from "../jobs.ts";
import { join } from "../membership.ts";
import { PHOTOS } from "../photos.ts";
import { listThumbnails, readThumbnail, thumbnailName } from "../thumbnail-store.ts";
import { readOrder, readSignUp, WIDTHS } from "./forms.ts";
import { type Notice, toPage } from "./page.ts";

/** More than both forms can hold. */
const MOST_BYTES = 10_000;

/** What is said after a form was taken, by the word for it in the address. A reload then sends nothing again. */
const DONE: Readonly<Record<string, string>> = {
  joined: "Welcome! A mail is on its way to you.",
  ordered: "Your thumbnail is being made. It is here when you reload the page.",
};

/** What can be ordered here; there may be thumbnails of other sizes, which are not this page's. */
const SHOWN = new Set(PHOTOS.flatMap((photo) => WIDTHS.map((width) => thumbnailName(photo, width))));

export function createWebApp(): Hono {
  const app = new Hono();
  app.use(secureHeaders({ contentSecurityPolicy: { defaultSrc: ["'self'"], styleSrc: ["'unsafe-inline'"] } }));
  app.use(bodyLimit({ maxSize: MOST_BYTES, onError: (c) => refuse(c, ["Expected a form of at most 10 kB."], 413) }));

  app.get("/", (c) => {
    const text = DONE[c.req.query("done") ?? ""];
    return showPage(c, text === undefined ? undefined : { kind: "done", text });
  });

  app.post("/members", async (c) => {
    const read = readSignUp(await c.req.parseBody());
    if (read.kind === "refused") return refuse(c, read.why);
    await join(read.value);
    return c.redirect("./?done=joined", 303);
  });

  app.post("/thumbnails", async (c) => {
    const read = readOrder(await c.req.parseBody());
    if (read.kind === "refused") return refuse(c, read.why);
    await makeThumbnail.enqueue(read.value.photo, read.value.width);
    return c.redirect("./?done=ordered", 303);
  });

  app.get("/thumbnails/:name", async (c) => {
    const name = c.req.param("name");
    const data = SHOWN.has(name) ? await readThumbnail(name) : undefined;
    if (data === undefined) return c.notFound();
    return c.body(new Uint8Array(data), 200, { "Content-Type": "image/webp" });
  });

  app.onError((error, c) => {
    console.error(error);
    return c.text("The Gazette could not do that now. Nothing is lost if you try again in a minute.", 503);
  });
  return app;
}

async function showPage(c: Context, notice?: Notice, status: 200 | 400 | 413 = 200): Promise<Response> {
  const ready = await listThumbnails();
  return c.html(toPage(ready.filter((name) => SHOWN.has(name)).toSorted(), notice), status);
}

function refuse(c: Context, why: readonly string[], status: 400 | 413 = 400): Promise<Response> {
  return showPage(c, { kind: "refused", why }, status);
}
