import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { toDueTime } from "../../lib/core/due-time.ts";

const WHERE = 'Job "send-reminder": "at"';
const due = (at: unknown, timeZone?: unknown) => toDueTime(at as string, timeZone as string | undefined, WHERE);
const refusal = (message: string | RegExp) => expect.objectContaining({ code: "invalid_option", message });

describe("a point in time", () => {
  test.each([
    [new Date("2027-03-01T09:00:00.123Z"), undefined, "2027-03-01T09:00:00.123Z"],
    ["2027-03-01T09:00Z", undefined, "2027-03-01T09:00:00.000Z"],
    ["2027-03-01T09:00+02:00", undefined, "2027-03-01T07:00:00.000Z"],
    ["2027-03-01T09:00:30-05:30", undefined, "2027-03-01T14:30:30.000Z"],
    ["2027-03-01T09:00:30.25Z", undefined, "2027-03-01T09:00:30.250Z"],
    ["2027-03-01T09:00:30.123456789Z", undefined, "2027-03-01T09:00:30.123Z"],
    ["2027-03-01T09:00", "UTC", "2027-03-01T09:00:00.000Z"],
    ["2027-03-01T09:00", "Europe/Berlin", "2027-03-01T08:00:00.000Z"],
    ["2027-07-01T09:00", "Europe/Berlin", "2027-07-01T07:00:00.000Z"],
    ["2027-07-01T09:00:15.5", "America/New_York", "2027-07-01T13:00:15.500Z"],
    ["2027-07-01T09:00", "Asia/Kathmandu", "2027-07-01T03:15:00.000Z"],
    ["2028-02-29T00:00", "Pacific/Kiritimati", "2028-02-28T10:00:00.000Z"],
    ["1970-01-01T00:00", "Asia/Tokyo", "1969-12-31T15:00:00.000Z"],
    ["2199-12-31T23:59:59", "America/New_York", "2200-01-01T04:59:59.000Z"],
    ["2020-01-01T00:00Z", undefined, "2020-01-01T00:00:00.000Z"],
  ])("%s in %s is %s", (at, timeZone, expected) => {
    expect(new Date(due(at, timeZone)).toISOString()).toBe(expected);
  });

  test("is each minute that a zone's clocks show once", () => {
    const minute = fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2028, 0, 1) / 60_000 });
    const zone = fc.constantFrom("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu");
    fc.assert(
      fc.property(minute, zone, (at, timeZone) => {
        const instant = at * 60_000;
        const clock = new Date(instant).toLocaleString("sv-SE", { timeZone }).replace(" ", "T");
        try {
          expect(due(clock, timeZone)).toBe(instant);
        } catch (error) {
          // Twice: then it is one of the two that are to choose from.
          expect(error).toMatchObject({ message: expect.stringContaining("Its clocks show it twice.") });
          const choices = [...String(error).matchAll(/"(\d[^"]+[+-]\d\d:\d\d)"/g)].map(([, text]) => due(text));
          expect(choices).toContain(instant);
        }
      }),
    );
  });
});

describe("a time that the clocks show twice is refused, with both to choose from", () => {
  test("as a whole", () => {
    expect(() => due("2026-10-25T02:30", "Europe/Berlin")).toThrow(
      refusal(
        'Job "send-reminder": "at" must be a time that there is once in Europe/Berlin, got "2026-10-25T02:30". ' +
          'Its clocks show it twice. Choose "2026-10-25T02:30+02:00" or "2026-10-25T02:30+01:00".',
      ),
    );
  });

  test.each([
    ["2026-10-25T02:00", "Europe/Berlin", "2026-10-25T00:00Z", "2026-10-25T01:00Z"],
    ["2026-10-25T02:59:59.999", "Europe/Berlin", "2026-10-25T00:59:59.999Z", "2026-10-25T01:59:59.999Z"],
    ["2026-11-01T01:30:30", "America/New_York", "2026-11-01T05:30:30Z", "2026-11-01T06:30:30Z"],
    ["2026-04-05T01:45", "Australia/Lord_Howe", "2026-04-04T14:45Z", "2026-04-04T15:15Z"],
  ])("%s in %s", (at, timeZone, first, second) => {
    let message = "";
    try {
      due(at, timeZone);
    } catch (error) {
      message = String(error);
    }
    const choices = [...message.matchAll(/"(\d[^"]+[+-]\d\d:\d\d)"/g)].map(([, text]) => due(text));
    expect(choices).toEqual([Date.parse(first), Date.parse(second)]);
  });

  test.each(["2026-10-25T01:59:59", "2026-10-25T03:00"])("%s comes once", (at) => {
    expect(() => due(at, "Europe/Berlin")).not.toThrow();
  });
});

describe("a time that the clocks skip is refused, with the last before and the first after", () => {
  test("as a whole", () => {
    expect(() => due("2026-03-29T02:30", "Europe/Berlin")).toThrow(
      refusal(
        'Job "send-reminder": "at" must be a time that there is once in Europe/Berlin, got "2026-03-29T02:30". ' +
          'Its clocks skip it. Choose "2026-03-29T01:59+01:00", the last before, or "2026-03-29T03:00+02:00", the first after.',
      ),
    );
  });

  test.each([
    ["2026-03-29T02:00", "Europe/Berlin", "2026-03-29T01:59+01:00", "2026-03-29T03:00+02:00"],
    ["2026-03-29T02:59:59.999", "Europe/Berlin", "2026-03-29T01:59+01:00", "2026-03-29T03:00+02:00"],
    ["2026-03-08T02:15", "America/New_York", "2026-03-08T01:59-05:00", "2026-03-08T03:00-04:00"],
    ["2026-10-04T02:15", "Australia/Lord_Howe", "2026-10-04T01:59+10:30", "2026-10-04T02:30+11:00"],
    ["2026-09-27T03:00", "Pacific/Chatham", "2026-09-27T02:44+12:45", "2026-09-27T03:45+13:45"],
    ["2011-12-30T12:00", "Pacific/Apia", "2011-12-29T23:59-10:00", "2011-12-31T00:00+14:00"],
  ])("%s in %s", (at, timeZone, before, after) => {
    expect(() => due(at, timeZone)).toThrow(
      `Choose ${JSON.stringify(before)}, the last before, or ${JSON.stringify(after)}, the first after.`,
    );
  });

  test.each(["2026-03-29T01:59:59.999", "2026-03-29T03:00"])("%s is there", (at) => {
    expect(() => due(at, "Europe/Berlin")).not.toThrow();
  });
});

describe("what says no point in time is refused", () => {
  test.each<[unknown, unknown, RegExp]>([
    [
      "2027-03-01T09:00",
      undefined,
      /must be a time whose zone is told, got .* Give "timeZone" beside it, .*"2027-03-01T09:00Z"/,
    ],
    [
      "2027-03-01",
      undefined,
      /must be a valid Date or a text such as "2027-03-01T09:00", of 1970 to 2199, got "2027-03-01"\./,
    ],
    ["2027-03-01 09:00", "UTC", /must be a valid Date or a text/],
    ["2027-03-01T09", "UTC", /must be a valid Date or a text/],
    ["2027-03-01T09:00:00.Z", undefined, /must be a valid Date or a text/],
    ["2027-03-01T09:00+2:00", undefined, /must be a valid Date or a text/],
    ["2027-03-01T09:00+15:00", undefined, /must be a valid Date or a text/],
    ["2027-02-29T09:00", "UTC", /must be a day and a time that exist, got "2027-02-29T09:00"\./],
    ["2027-02-29T09:00Z", undefined, /must be a day and a time that exist/],
    ["2027-13-01T09:00Z", undefined, /must be a day and a time that exist/],
    ["2027-03-01T24:00Z", undefined, /must be a day and a time that exist/],
    ["2027-03-01T09:60Z", undefined, /must be a day and a time that exist/],
    ["2027-03-01T23:59:60Z", undefined, /must be a day and a time that exist/],
    ["1969-12-31T23:59Z", undefined, /of 1970 to 2199, got "1969-12-31T23:59Z"\./],
    ["2200-01-01T00:00", "UTC", /of 1970 to 2199/],
    [new Date(-1), undefined, /of 1970 to 2199, got "1969-12-31T23:59:59.999Z"\./],
    [new Date(8.64e15), undefined, /of 1970 to 2199, got "\+275760-09-13/],
    [new Date(Number.NaN), undefined, /must be a valid Date or a text .*, got "an invalid Date"\./],
    [
      new Date(0),
      "UTC",
      /"at" is a Date: "timeZone" beside it must be left out, got "UTC"\. It is one instant in every zone\./,
    ],
    ["2027-03-01T09:00Z", "UTC", /is a time with the offset Z: "timeZone" beside it must be left out/],
    ["2027-03-01T09:00+02:00", "UTC", /is a time with the offset \+02:00: "timeZone"/],
    ["2027-03-01T09:00", "Mars", /^Job "send-reminder": "at": The time zone must be a name .*, got "Mars"\./],
    ["2027-03-01T09:00", "", /The time zone must be a name/],
    ["2027-03-01T09:00", 5, /: "timeZone" must be a name of the IANA database, as Europe\/Berlin, got 5\./],
    ["2027-03-01T09:00", null, /: "timeZone" must be a name/],
    ["", undefined, /must be a valid Date or a text/],
    [1_800_000_000, undefined, /must be a valid Date or a text .*, got 1800000000\. Give new Date/],
    [null, undefined, /must be a valid Date or a text/],
    [undefined, undefined, /must be a valid Date or a text/],
  ])("%s with the zone %s", (at, timeZone, message) => {
    expect(() => due(at, timeZone)).toThrow(refusal(expect.stringMatching(message) as unknown as RegExp));
  });
});
