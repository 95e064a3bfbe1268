import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { htmlOptimum } from "../../src/report/optimum/html-optimum.ts";
import { answered } from "../optimum/answered.ts";
import { findChromium } from "./find-chromium.ts";
import { openReport, type OpenedReport } from "./open-report.ts";
import { touchUntilTold } from "./touch-until-told.ts";

const browser = findChromium();

describe.skipIf(browser === undefined && !process.env["CI"])("an optimum's page in a real browser", () => {
  let folder: string;
  let file: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "dse-optimum-"));
    execFileSync(process.execPath, ["scripts/build-report-runtime.mjs"]);
    file = join(folder, "optimum.html");
    const runtime = readFileSync("dist/report-runtime.js", "utf8");
    writeFileSync(file, await htmlOptimum(await answered(), { runtime }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
    let page: OpenedReport;
    beforeAll(async () => {
      page = await openReport(pathToFileURL(file).href, { colorScheme, width: 1280, unfold: true });
    });
    afterAll(() => page.close());
    const count = (marks: string) => page.page.locator(`${marks} path`).count();

    test("draws the plane, the valley and what more buys", async () => {
      const states = await page.page.evaluate<readonly string[]>(
        `[...document.querySelectorAll("figure.chart")].map((f) => f.id + " " + f.dataset.state)`,
      );
      expect(states).toEqual([
        "chart-plane drawn",
        "chart-loss-by-size drawn",
        "chart-loss-by-spending drawn",
      ]);
    });

    test("the plane has five lines of one loss, three of one spending, and a point for each of six laws", async () => {
      expect(await count("#chart-plane svg .mark-line.role-mark")).toBe(5 + 3);
      expect(await count("#chart-plane svg .mark-symbol.role-mark")).toBe(6);
    });

    test("lines have colours of the theme", async () => {
      const expected = { light: "rgb(31, 95, 168)", dark: "rgb(75, 151, 230)" }; // matmul: #1f5fa8, #4b97e6
      const strokes = await page.page
        .locator("#chart-plane svg .mark-line.role-mark path")
        .evaluateAll((lines) => [...new Set(lines.map((line) => getComputedStyle(line).stroke))]);
      expect(strokes).toContain(expected[colorScheme]);
    });

    test("a point under the pointer tells its law and where it puts the budget", async () => {
      const mark = page.page.locator("#chart-plane svg .mark-symbol.role-mark path").last();
      expect(await touchUntilTold(page.page, mark)).toMatch(
        /Besiroglu 2024.*Parameters853 M.*Tokens19\.5 G.*Loss2\.553/,
      );
    });

    test("a narrow window scrolls tables within themselves, not the page", async () => {
      await page.page.setViewportSize({ width: 390, height: 800 });
      expect(await page.page.evaluate<number>(`document.documentElement.scrollWidth`)).toBeLessThanOrEqual(
        390,
      );
    });

    test("the page has nothing to complain of", () => expect(page.complaints).toEqual([]));
  });
});
