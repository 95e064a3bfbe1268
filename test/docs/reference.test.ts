import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { keysOf } from "./schema-keys.ts";
import { referencePages } from "./reference-pages.ts";

const FOLDER = "docs/reference";

test("the reference is the one that commands, schemas and registries make", () => {
  const pages = referencePages();
  if (process.env["UPDATE_GOLDEN"])
    for (const [file, text] of Object.entries(pages)) writeFileSync(join(FOLDER, file), text);
  const committed = readdirSync(FOLDER).map((file) => [file, readFileSync(join(FOLDER, file), "utf8")]);
  expect(Object.fromEntries(committed)).toEqual(pages);
});

test("a key of two variants stands once, with the variants that have it", () => {
  const tiled = {
    properties: { architecture: { const: "tiled" }, clock: { type: "string" }, tiles: { type: "number" } },
    required: ["clock"],
  };
  const other = { properties: { architecture: { const: "other" }, clock: { type: "number", default: 2 } } };
  const keys = keysOf({
    else: { allOf: [{ then: tiled }, { then: { $ref: "#/definitions/other" } }] },
    definitions: { other },
  });
  expect(keys.map(({ path, type, onlyIn, required }) => ({ path, type, onlyIn, required }))).toEqual([
    { path: "architecture", type: "`tiled` or `other`", onlyIn: ["tiled", "other"], required: false },
    { path: "clock", type: "a text or a number", onlyIn: ["tiled", "other"], required: true },
    { path: "tiles", type: "a number", onlyIn: ["tiled"], required: false },
  ]);
});
