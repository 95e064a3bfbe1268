import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { hasPoints, pointsCsv } from "../../../src/cli/sweep/points-csv.ts";

const folder = mkdtempSync(join(tmpdir(), "dse-points-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("a folder without a manifest holds no sweep, and says so", async () => {
  expect(hasPoints(folder)).toBe(false);
  await expect(pointsCsv(folder).next()).rejects.toThrow("holds no sweep (there is no manifest.json in it)");
});

test("a folder with one has points", () => {
  writeFileSync(join(folder, "manifest.json"), "{}");
  expect(hasPoints(folder)).toBe(true);
});
