import { expect, test } from "vitest";
import { importFrom } from "../../lib/cdk/chunk-imports.ts";

const BANNER = "globalThis.before = 1;";

function changed(text: string, name = "later.mjs") {
  const result = importFrom("start.mjs", ["chunk-A.mjs", "chunk-B.mjs"], BANNER, [
    { name, contents: Buffer.from(text) },
  ]);
  const [file] = result?.files ?? [];
  return file && { text: Buffer.from(file.contents).toString(), wanted: result?.wanted };
}

test("all that came from chunks comes from one file, and no other character moves", () => {
  const gone = 'import{a as x,b}from"./chunk-B.mjs";import"./chunk-A.mjs";';
  const text = `${BANNER}\n${gone}import{a}from"./chunk-C.mjs";x(a,b);`;
  expect(changed(text)).toEqual({
    text: `import{c1_a as x,c1_b as b}from"./start.mjs";\n${" ".repeat(gone.length)}import{a}from"./chunk-C.mjs";x(a,b);`,
    wanted: new Map([
      ["c1_a", { chunk: "chunk-B.mjs", name: "a" }],
      ["c1_b", { chunk: "chunk-B.mjs", name: "b" }],
    ]),
  });
});

test("over several lines, no line moves, and what comes before the banner stays", () => {
  const text = `#!/usr/bin/env node\n${BANNER}\nimport {\n  open,\n  close as shut\n} from "./chunk-A.mjs";\n\nshut(open);`;
  expect(
    changed(text)
      ?.text.split("\n")
      .map((line) => line.trim()),
  ).toEqual([
    "#!/usr/bin/env node",
    'import{c0_open as open,c0_close as shut}from"./start.mjs";',
    ...["", "", "", "", ""],
    "shut(open);",
  ]);
});

test("the entry imports the file though it wants nothing of it: it runs what the chunks did", () => {
  expect(changed(`${BANNER}\nimport"./chunk-A.mjs";\n`, "index.mjs")?.text).toMatch(
    /^import\{\}from"\.\/start\.mjs";\n/,
  );
  expect(changed(`${BANNER}\nf();`)?.text).toBe("\nf();");
});

test.each([
  ["a way to import that is not known", `${BANNER}\nimport*as all from"./chunk-A.mjs";`],
  ["a chunk that is exported on", `${BANNER}\nexport*from"./chunk-B.mjs";`],
  ["a file without its banner", 'import{a}from"./chunk-A.mjs";'],
])("nothing is changed for %s", (_, text) => {
  expect(changed(text)).toBeUndefined();
});
