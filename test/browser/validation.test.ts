import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { htmlValidation } from "../../src/report/validation/html-validation.ts";
import { validationFixture } from "../report/validation-fixture.ts";
import { findChromium } from "./find-chromium.ts";
import { openReport, type OpenedReport } from "./open-report.ts";
import { touchUntilTold } from "./touch-until-told.ts";

const browser = findChromium();

describe.skipIf(browser === undefined && !process.env["CI"])("the validation page in a real browser", () => {
  let folder: string;
  let page: OpenedReport;
  const filtered = () => page.page.locator("#record-filter output").textContent();
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "dse-validation-"));
    execFileSync(process.execPath, ["scripts/build-report-runtime.mjs"]);
    const file = join(folder, "validation.html");
    const runtime = readFileSync("dist/report-runtime.js", "utf8");
    writeFileSync(file, await htmlValidation(validationFixture(), { runtime }));
    page = await openReport(pathToFileURL(file).href, { colorScheme: "dark", width: 1280, unfold: true });
  });
  afterAll(async () => {
    await page.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test("draws a scatter for each unit and the error distribution", async () => {
    const states = await page.page.evaluate<readonly string[]>(
      `[...document.querySelectorAll("figure.chart")].map((f) => f.id + " " + f.dataset.state)`,
    );
    expect(states).toEqual(["chart-scatter-time drawn", "chart-scatter-flop-s drawn", "chart-errors drawn"]);
    const marks = page.page.locator("#chart-scatter-time svg .mark-symbol.role-mark path");
    expect(await marks.count()).toBe(2);
  });

  test("a point under the pointer tells its record", async () => {
    const mark = page.page.locator("#chart-scatter-time svg .mark-symbol.role-mark path").first();
    expect(await touchUntilTold(page.page, mark)).toMatch(
      /BERT-Large, step time, Bow Pod16.*2\.2 s.*2 s.*\+10\.0 %.*run-1/,
    );
  });

  test("records are found by words, group, trust and outcome", async () => {
    expect(await filtered()).toBe("6 records");
    await page.page.locator("#record-filter select").selectOption("mlperf-bert");
    expect(await filtered()).toBe("3 of 6 records");
    await page.page.locator('#record-filter input[value="C"]').uncheck();
    expect(await filtered()).toBe("2 of 6 records");
    await page.page.locator('#record-filter input[value="not-modelled"]').uncheck();
    expect(await filtered()).toBe("1 of 6 records");
    await page.page.locator("#record-filter input[type=search]").fill("gpt");
    expect(await filtered()).toBe("0 of 6 records");
  });

  test("a narrow window scrolls tables within themselves, not the page", async () => {
    await page.page.setViewportSize({ width: 390, height: 800 });
    const width = await page.page.evaluate<number>(`document.documentElement.scrollWidth`);
    expect(width).toBeLessThanOrEqual(390);
  });

  test("the page has nothing to complain of", () => expect(page.complaints).toEqual([]));
});
