// The Gazette's one page, made on the server: to sign up, to order a thumbnail, and the thumbnails that are ready.

import { html } from "hono/html";
import { PHOTOS } from "../photos.ts";
import { WIDTHS } from "./forms.ts";

/** What is said above the forms. */
export type Notice =
  | { readonly kind: "done"; readonly text: string }
  | { readonly kind: "refused"; readonly why: readonly string[] };

/** @param thumbnails the names of those that are ready. */
export function toPage(thumbnails: readonly string[], notice?: Notice) {
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width">
    <title>The Gazette</title>
    <style>
      body { font: 1.1rem/1.5 Georgia, serif; max-width: 42rem; margin: 2rem auto; padding: 0 1rem; }
      form { display: grid; gap: .5rem; max-width: 24rem; }
      label { display: grid; }
      input, select, button { font: inherit; }
      [role] { padding: .5rem 1rem; border-left: .3rem solid seagreen; }
      [role=alert] { border-color: firebrick; }
    </style>
  </head>
  <body>
    <h1>The Gazette</h1>
    ${notice && toNotice(notice)}
    <h2>Sign up</h2>
    <form method="post" action="members">
      <label>Name <input name="name" required maxlength="100" autocomplete="name"></label>
      <label>E-mail <input name="email" type="email" required autocomplete="email"></label>
      <label>Birthday, if you want a mail <input name="birthday" placeholder="12-24" pattern="[0-9]{2}-[0-9]{2}"></label>
      <label>Where its day begins <input name="timeZone" placeholder="Europe/Berlin"></label>
      <button>Sign up</button>
    </form>
    <h2>Order a thumbnail</h2>
    <form method="post" action="thumbnails">
      <label>Photograph <select name="photo">${PHOTOS.map(toOption)}</select></label>
      <label>Pixels wide <select name="width">${WIDTHS.map(toOption)}</select></label>
      <button>Order</button>
    </form>
    <h2>Thumbnails</h2>
    ${thumbnails.length === 0 ? html`<p>None is ready yet.</p>` : thumbnails.map(toPicture)}
  </body>
</html>`;
}

function toNotice(notice: Notice) {
  switch (notice.kind) {
    case "done":
      return html`<p role="status">${notice.text}</p>`;
    case "refused":
      return html`<ul role="alert">${notice.why.map((sentence) => html`<li>${sentence}</li>`)}</ul>`;
    default:
      return notice satisfies never;
  }
}

function toOption(value: string | number) {
  return html`<option>${value}</option>`;
}

function toPicture(name: string) {
  return html`<img src="thumbnails/${name}" alt="${name}">`;
}
