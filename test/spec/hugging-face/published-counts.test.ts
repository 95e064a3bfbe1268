import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { openSpecs } from "../../../src/spec/load.ts";
import { exactParameters } from "../../../src/workload/graph/parameters.ts";

/** Configurations as they are published, each with the parameters of its checkpoint and where that count is from. */
const FOLDER = join(import.meta.dirname, "fixtures");
const specs = openSpecs();

test.each(readdirSync(FOLDER))("%s has as many parameters as its checkpoint", async (name) => {
  const file = join(FOLDER, name);
  const { __parameters: published } = JSON.parse(readFileSync(file, "utf8")) as { __parameters: number };
  const { spec } = await specs.workload(file);
  expect(exactParameters(spec)).toBe(published);
  expect(spec.notes ?? "").not.toContain("keys without a meaning");
});
