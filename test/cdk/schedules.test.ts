import { expect, test } from "vitest";
import { aTemplate } from "./synth.ts";
import { anEntry } from "./workers.ts";

test("an argument of a schedule that reads like a reference to a secret stays the text that it is", () => {
  const text = "{{resolve:secretsmanager:shop}} and {{{x}} for $" + "{AWS::Region}";
  const entry = anEntry(`import { job, rate } from "errand"; import { createHandler } from "errand/lambda";
    const schedule = rate("1 day", { args: [${JSON.stringify(text)}] });
    export const handler = createHandler([job("a", (text: string) => text, { schedule })]);`);
  const schedules = Object.values(aTemplate({ entry }).findResources("AWS::Scheduler::Schedule"));
  const inputs: readonly string[] = schedules.map(({ Properties }) => Properties.Target.Input);
  expect(inputs.map((input) => JSON.parse(input).args)).toEqual([[text]]);
  for (const mark of ["{{", "${"]) expect(inputs.join()).not.toContain(mark);
});
