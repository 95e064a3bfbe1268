import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openEditor, type Editor } from "./language-server.ts";

let editor: Editor;
beforeAll(async () => (editor = await openEditor()));
afterAll(() => editor.close());

const yamlBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".yaml"))
    .map((file) => join(folder, file));

test("no shipped spec has an error in an editor", { timeout: 60_000 }, async () => {
  const files = ["arch-specs", "workloads", "reports"].flatMap(yamlBelow);
  expect(files.length).toBeGreaterThan(200);
  const marked = await Promise.all(
    files.map(async (file) => (await editor.marks(file)).map((mark) => ({ file, ...mark }))),
  );
  expect(marked.flat()).toEqual([]);
});

/** A broken spec, the kind that its first line would name, what is marked and where in the file itself. */
const BROKEN: readonly (readonly [name: string, kind: string, line: number, message: string])[] = [
  ["misspelt-key", "chip", 5, "Property exchnage is not allowed."],
  ["misspelt-inner-key", "chip", 6, "Property idel is not allowed."],
  ["unknown-unit", "chip", 5, 'Expected frequency, such as "1.85 GHz"'],
  ["wrong-dimension", "chip", 5, 'Expected bytes, such as "624 KiB"'],
  ["no-unit", "chip", 5, 'Expected bytes, such as "624 KiB"'],
  ["rate-without-second", "chip", 5, 'Expected bytes per second, such as "16 GB/s"'],
  ["negative-count", "chip", 5, "Value is below the minimum of 1."],
  ["low-without-high", "chip", 5, "Object is missing property high required by property low."],
  ["unknown-architecture", "chip", 4, 'Value is not accepted. Valid values: "tiled", "roofline".'],
  ["missing-key", "machine", 8, 'Missing property "latency".'],
  ["unknown-plan-key", "study", 7, "Property tensorParalel is not allowed."],
  ["null-quantity", "machine", 5, "Incorrect type. Expected one of string, number, object."],
];

const modeline = (kind: string): string => `# yaml-language-server: $schema=../schema/${kind}.schema.json\n`;

test("broken specs are marked where they are wrong", async () => {
  const marked = await Promise.all(
    BROKEN.map(([name, kind]) => {
      const text = readFileSync(`test/broken-specs/${name}.yaml`, "utf8");
      return editor.marks(`arch-specs/broken-${name}.yaml`, modeline(kind) + text);
    }),
  );
  BROKEN.forEach(([name, , line, message], at) =>
    expect(marked[at], name).toContainEqual({ line: line + 1, message }),
  );
});

const derivedChip = (rest: string): string =>
  `${modeline("chip")}kind: chip\nid: mine\nname: Mine\nextends: bow\n${rest}\n`;

test("a unit that is none is marked beside one that is", async () => {
  expect(await editor.marks("arch-specs/right.yaml", derivedChip("clock: 1.85 GHz"))).toEqual([]);
  expect(await editor.marks("arch-specs/wrong.yaml", derivedChip("clock: 1.85 GHx"))).toEqual([
    { line: 6, message: 'Expected frequency, such as "1.85 GHz"' },
  ]);
});

test("null takes an inherited key away, and nothing where nothing is inherited", async () => {
  const nulls = "price: null\nlinks: { latency: null }\npower: { cap: null }";
  expect(await editor.marks("arch-specs/null.yaml", derivedChip(nulls))).toEqual([]);
  const alone = derivedChip(nulls).replace("extends: bow\n", "architecture: tiled\n");
  const marks = await editor.marks("arch-specs/alone.yaml", alone);
  expect(marks.map(({ line }) => line)).toEqual(expect.arrayContaining([6, 7, 8]));
});

test("hovering over a key tells what it is, its unit, an example and its default", async () => {
  const text = derivedChip("clock: 1.85 GHz\nfloorplan:\n  logicWafers: 2");
  await editor.marks("arch-specs/hover.yaml", text);
  const clock = await editor.hover("arch-specs/hover.yaml", 6, 2);
  expect(clock).toMatch(/^Clock of the tiles[.] Unit: Hz, such as \\?`1[.]85 GHz/);
  const wafers = await editor.hover("arch-specs/hover.yaml", 8, 4);
  expect(wafers).toMatch(/A whole number[.] Default: \\?`1\\?`[.]/);
});
