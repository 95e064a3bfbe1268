import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { htmlReport } from "../../src/report/study/html-report.ts";
import { fixtureResults } from "../report/fixtures/results.ts";
import { findChromium } from "./find-chromium.ts";
import { openReport, type OpenedReport } from "./open-report.ts";
import { touchUntilTold } from "./touch-until-told.ts";

const browser = findChromium();
const mustHave = Boolean(process.env["CI"]);
if (browser === undefined)
  process.stderr.write(
    "\nNO BROWSER: the report is not opened; set DSE_CHROMIUM to Chromium, Chrome or Edge\n\n",
  );

test.runIf(mustHave)("continuous integration has a browser", () => expect(browser).toBeDefined());

/** For each chart: its id, and its marks that take up room, with the colours they are drawn in. */
const MARKS = `[...document.querySelectorAll("figure.chart")].map((figure) => {
  const drawn = [...figure.querySelectorAll("svg g.role-mark path, svg g.role-mark line, svg g.role-mark rect")]
    .filter((mark) => { const { width, height } = mark.getBBox(); return width + height > 0; });
  const colours = drawn.map((mark) => { const { fill, stroke } = getComputedStyle(mark); return fill === "none" ? stroke : fill; });
  return { id: figure.id, state: figure.dataset.state, marks: drawn.length, colours: [...new Set(colours)], texts: figure.querySelectorAll("svg text").length };
})`;
interface DrawnChart {
  readonly id: string;
  readonly state: string;
  readonly marks: number;
  readonly colours: readonly string[];
  readonly texts: number;
}

describe.skipIf(browser === undefined && !mustHave)("the report in a real browser", () => {
  let folder: string;
  let url: string;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "dse-report-"));
    execFileSync(process.execPath, ["scripts/build-report-runtime.mjs"]);
    const page = await htmlReport(fixtureResults(), {
      runtime: readFileSync("dist/report-runtime.js", "utf8"),
    });
    writeFileSync(join(folder, "report.html"), page);
    url = pathToFileURL(join(folder, "report.html")).href;
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
    let report: OpenedReport;
    let charts: readonly DrawnChart[];
    beforeAll(async () => {
      report = await openReport(url, { colorScheme, width: 1280, unfold: true });
      charts = await report.page.evaluate(MARKS);
    });
    afterAll(() => report.close());

    test("draws every chart, and none is empty", () => {
      // 5 over the study, 9 a workload (no equal footing where the baseline does not fit), a Gantt and a tornado a
      // pair that fits, memory over the step of a pair with tiles
      expect(charts).toHaveLength(5 + 9 + 9 + 8 + 2 * 12 + 9);
      expect(
        charts.filter(({ state, marks, texts }) => state !== "drawn" || marks === 0 || texts < 2),
      ).toEqual([]);
    });

    test("colours of marks are those of the theme: no variable is unknown", () => {
      const black = "rgb(0, 0, 0)";
      expect(charts.filter(({ colours }) => colours.includes(black))).toEqual([]);
      const expected = { light: "rgb(31, 95, 168)", dark: "rgb(75, 151, 230)" }; // matmul: #1f5fa8, #4b97e6
      const share = charts.find(({ id }) => id === "chart-time-share-bert-large");
      expect(share?.colours).toContain(expected[colorScheme]);
    });

    test("the page has nothing to complain of: no error, request or refused policy", () =>
      expect(report.complaints).toEqual([]));
  });

  describe("to the hand", () => {
    let report: OpenedReport;
    beforeAll(async () => {
      report = await openReport(url, { colorScheme: "light", width: 1280, unfold: false });
    });
    afterAll(() => report.close());

    test("a mark under the pointer tells its figures", async () => {
      const bar = report.page.locator("#chart-time-to-train svg g.role-mark path").first();
      expect(await touchUntilTold(report.page, bar)).toMatch(/BERT-Large pre-training.*Mk2 Pod64.*hours/);
    });

    test("inputs are found by words and by status", async () => {
      await report.page.locator("#input-filter input[type=search]").fill("gateway bow");
      expect(await report.page.locator("#input-filter output").textContent()).toBe("5 of 33 inputs");
      await report.page.locator('#input-filter input[value="assumed"]').uncheck();
      expect(await report.page.locator("#input-filter output").textContent()).toBe("0 of 33 inputs");
    });

    test("the theme button goes from the system's theme to light to dark", async () => {
      const background = `getComputedStyle(document.body).backgroundColor`;
      const light = await report.page.evaluate(background);
      await report.page.locator("#theme").click();
      expect(await report.page.evaluate(background)).toBe(light);
      await report.page.locator("#theme").click();
      expect(await report.page.evaluate(background)).toBe("rgb(18, 21, 25)"); // --page, dark: #121519
    });

    test("a narrow window scrolls tables within themselves, not the page", async () => {
      await report.page.setViewportSize({ width: 390, height: 800 });
      const width = await report.page.evaluate<number>(`document.documentElement.scrollWidth`);
      expect(width).toBeLessThanOrEqual(390);
    });

    test("the page has nothing to complain of after all that", () => expect(report.complaints).toEqual([]));
  });
});
