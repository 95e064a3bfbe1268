import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { dse } from "./dse.ts";

/** What dse 0.1.0 wrote, byte for byte: a run that fits, one that does not, a sweep of six points. */
const saved = fileURLToPath(new URL("./fixtures/saved-by-0.1.0", import.meta.url));
const home = mkdtempSync(join(tmpdir(), "dse-earlier-"));
cpSync(saved, home, { recursive: true });
afterAll(() => rmSync(home, { recursive: true, force: true }));

test("results that 0.1.0 saved are rendered again", async () => {
  const told = await dse(["report", join(home, "run"), "--format", "md,csv"]);
  expect(told).toMatchObject({ code: 0 });
  expect(told.stdout).toContain("bow-pod4");
  expect(existsSync(join(home, "run", "report.md"))).toBe(true);
});

test("what did not fit then still says what it needs", async () => {
  const told = await dse(["report", join(home, "unfit"), "--format", "md", "--out", "-"]);
  expect(told).toMatchObject({ code: 0 });
  expect(told.stdout).toMatch(/needs .+ (has|of) /);
});

test("two of them are compared, value by value", async () => {
  const told = await dse(["compare", join(home, "run"), join(home, "run"), "--json"]);
  expect(told).toMatchObject({ code: 0 });
  expect(JSON.parse(told.stdout)).toMatchObject({ schema: "dse.comparison/v1" });
});

test("a sweep that 0.1.0 finished is rendered again, from its folder", async () => {
  const told = await dse(["report", join(home, "sweep"), "--format", "md,csv"]);
  expect(told).toMatchObject({ code: 0 });
  expect(existsSync(join(home, "sweep", "report.md"))).toBe(true);
});
