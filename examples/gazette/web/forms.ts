// What the page's forms may hold: each is read into what the application works with, or refused with a sentence for each mistake.

import * as z from "zod";
import type { Member } from "../members.ts";
import { PHOTOS } from "../photos.ts";

/** How wide a thumbnail can be ordered, in pixels. */
export const WIDTHS = [160, 320, 640] as const;

export interface Order {
  readonly photo: (typeof PHOTOS)[number];
  readonly width: number;
}

type Read<Value> =
  | { readonly kind: "read"; readonly value: Value }
  | { readonly kind: "refused"; readonly why: readonly string[] };

/** A year that has a 29 February. */
const A_LEAP_YEAR = 2000;

const NAME = "Expected a name of 1 to 100 letters.";
const BIRTHDAY = 'Expected a birthday as month and day, "12-24", or none.';
const ZONE = 'Expected the time zone of the birthday, as "Europe/Berlin", or neither of the two.';
const PHOTO = `Expected one of the photographs ${PHOTOS.join(", ")}.`;
const WIDTH = `Expected a width of ${WIDTHS.join(", ")} pixels.`;

/** A field that may be left empty. */
const optional = (holds: (text: string) => boolean, message: string) =>
  z
    .string(message)
    .refine((text) => text === "" || holds(text), message)
    .optional();

const signUp = z
  .object({
    // No line breaks: the name goes into a mail's subject.
    name: z
      .string(NAME)
      .trim()
      .regex(/^[^\p{Cc}]{1,100}$/u, NAME),
    email: z.email("Expected an e-mail address, as ann@example.org.").max(254, "Expected a shorter e-mail address."),
    birthday: optional(isDayOfYear, BIRTHDAY),
    timeZone: optional(isTimeZone, ZONE),
  })
  .refine(({ birthday, timeZone }) => !birthday === !timeZone, ZONE);

const order = z.object({
  photo: z.enum(PHOTOS, PHOTO),
  width: z
    .string(WIDTH)
    .refine((width) => WIDTHS.some((one) => String(one) === width), WIDTH)
    .transform(Number),
});

export function readSignUp(form: Readonly<Record<string, unknown>>): Read<Member> {
  const read = toRead(signUp.safeParse(form));
  if (read.kind === "refused") return read;
  const { name, email, birthday, timeZone } = read.value;
  if (!birthday || !timeZone) return { kind: "read", value: { name, email } };
  return { kind: "read", value: { name, email, birthday, timeZone } };
}

export function readOrder(form: Readonly<Record<string, unknown>>): Read<Order> {
  return toRead(order.safeParse(form));
}

function toRead<Value>(parsed: z.ZodSafeParseResult<Value>): Read<Value> {
  if (parsed.success) return { kind: "read", value: parsed.data };
  return { kind: "refused", why: [...new Set(parsed.error.issues.map(({ message }) => message))] };
}

function isDayOfYear(text: string): boolean {
  const [, month, day] = /^(\d\d)-(\d\d)$/.exec(text)?.map(Number) ?? [];
  if (month === undefined || day === undefined) return false;
  const date = new Date(Date.UTC(A_LEAP_YEAR, month - 1, day));
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
}

function isTimeZone(name: string): boolean {
  return Intl.supportedValuesOf("timeZone").includes(name);
}
