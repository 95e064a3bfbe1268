import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { htmlSweep } from "../../src/report/sweep/html-sweep.ts";
import { sweepFixture, THREE, TWO } from "../report/sweep/sweep-fixture.ts";
import { findChromium } from "./find-chromium.ts";
import { openReport, type OpenedReport } from "./open-report.ts";
import { touchUntilTold } from "./touch-until-told.ts";

const browser = findChromium();

/** For each chart: its id, how it stands, and how many of its marks take up room. */
const CHARTS = `[...document.querySelectorAll("figure.chart")].map((figure) => {
  const marks = [...figure.querySelectorAll("svg g.role-mark path, svg g.role-mark line, svg g.role-mark rect")];
  const drawn = marks.filter((mark) => { const { width, height } = mark.getBBox(); return width + height > 0; });
  return { id: figure.id, state: figure.dataset.state, marks: drawn.length };
})`;
interface DrawnChart {
  readonly id: string;
  readonly state: string;
  readonly marks: number;
}

describe.skipIf(browser === undefined && !process.env["CI"])(
  "the report of a sweep in a real browser",
  () => {
    let folder: string;
    const urlOf = (name: string): string => pathToFileURL(join(folder, name)).href;
    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), "dse-sweep-report-"));
      execFileSync(process.execPath, ["scripts/build-report-runtime.mjs"]);
      const runtime = readFileSync("dist/report-runtime.js", "utf8");
      writeFileSync(join(folder, "two.html"), await htmlSweep(sweepFixture(TWO), { runtime }));
      writeFileSync(join(folder, "three.html"), await htmlSweep(sweepFixture(THREE), { runtime }));
      writeFileSync(join(folder, "none.html"), await htmlSweep(sweepFixture(TWO, false), { runtime }));
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    describe.each(["light", "dark"] as const)("%s", (colorScheme) => {
      let report: OpenedReport;
      beforeAll(async () => {
        report = await openReport(urlOf("three.html"), { colorScheme, width: 1280, unfold: true });
      });
      afterAll(() => report.close());

      test("draws three pairs of objectives, the parallel coordinates, and each axis against each objective", async () => {
        const charts = await report.page.evaluate<readonly DrawnChart[]>(CHARTS);
        const effects = [0, 1, 2].flatMap((axis) =>
          [0, 1, 2].map((objective) => `chart-effect-${axis}-${objective}`),
        );
        expect(charts.map(({ id }) => id)).toEqual([
          ...["chart-pareto-0-1", "chart-pareto-0-2", "chart-pareto-1-2", "chart-parallel"],
          ...effects,
        ]);
        expect(charts.filter(({ state, marks }) => state !== "drawn" || marks === 0)).toEqual([]);
      });

      test("marks have colours of the theme: no variable is unknown", async () => {
        const front = report.page.locator("#chart-pareto-0-1 svg .mark-symbol.role-mark path").last();
        const expected = { light: "rgb(213, 94, 0)", dark: "rgb(245, 135, 74)" }; // system 1: #d55e00, #f5874a
        const strokes = await report.page
          .locator("#chart-parallel svg .mark-line path")
          .evaluateAll((lines) => [...new Set(lines.map((line) => getComputedStyle(line).stroke))]);
        expect(strokes).toContain(expected[colorScheme]);
        expect(await front.count()).toBe(1);
      });

      test("the page has nothing to complain of", () => expect(report.complaints).toEqual([]));
    });

    describe("to the hand", () => {
      let report: OpenedReport;
      const selected = () => report.page.locator("form.selection output").textContent();
      const shownRows = () => report.page.locator("table.front-table tbody tr:visible").count();
      const faintLines = () =>
        report.page
          .locator("#chart-parallel svg .mark-line path")
          .evaluateAll(
            (lines) => lines.filter((line) => Number(getComputedStyle(line).opacity) < 0.05).length,
          );
      /** Drags from one corner to the other, in shares of what the chart plots in. */
      const drag = async (chart: string, from: readonly [number, number], to: readonly [number, number]) => {
        const plot = report.page.locator(`${chart} svg .mark-group.role-frame > g > .background`).first();
        await plot.scrollIntoViewIfNeeded();
        const { x, y, width, height } = (await plot.boundingBox())!;
        await report.page.mouse.move(x + from[0] * width, y + from[1] * height);
        await report.page.mouse.down();
        await report.page.mouse.move(x + to[0] * width, y + to[1] * height, { steps: 5 });
        await report.page.mouse.up();
      };
      beforeAll(async () => {
        report = await openReport(urlOf("two.html"), { colorScheme: "light", width: 1280, unfold: false });
      });
      afterAll(() => report.close());

      test("a selection in the scatter filters the table and dims the other lines; cleared, all is back", async () => {
        const all = await shownRows();
        expect(await selected()).toBe(`${all} points of the front`);
        expect(await faintLines()).toBe(0);
        await drag("#chart-pareto-0-1", [0, 0.99], [0.5, 0.4]); // slow and frugal: 4 and 16 chips
        const some = await shownRows();
        expect(some).toBeGreaterThan(0);
        expect(some).toBeLessThan(all);
        expect(await selected()).toBe(`${some} of ${all} points of the front are in the selection`);
        const pods = await report.page
          .locator("table.front-table tbody tr:visible td:nth-child(2)")
          .evaluateAll((cells) => [...new Set(cells.map((cell) => cell.textContent))].sort());
        expect(pods).toEqual(["16", "4"]);
        expect(await faintLines()).toBeGreaterThan(0);
        await report.page.locator("form.selection button").click();
        await expect.poll(shownRows).toBe(all);
        await expect.poll(faintLines).toBe(0);
      });

      test("the table is sorted by a click on a header, either way", async () => {
        const header = report.page.locator("table.front-table thead th", { hasText: "Average power" });
        const values = () =>
          report.page
            .locator("table.front-table tbody tr")
            .evaluateAll((rows) => rows.map((row) => Number((row as HTMLElement).dataset["o1"])));
        await header.locator("button").click();
        const up = await values();
        expect(up).toEqual([...up].sort((a, b) => a - b));
        expect(await header.getAttribute("aria-sort")).toBe("ascending");
        await header.locator("button").click();
        expect(await values()).toEqual([...up].reverse());
      });

      test("a point of the table leads to its command, plan and metrics", async () => {
        const link = report.page.locator("table.front-table tbody a").first();
        const index = await link.textContent();
        await link.click();
        const details = report.page.locator(`#point-${index}[open]`);
        await details.waitFor({ state: "visible" });
        expect(await details.textContent()).toMatch(/dse run --system bow-pod .*Samples per second/s);
      });

      test("a mark under the pointer tells its point", async () => {
        const mark = report.page.locator("#chart-pareto-0-1 svg .mark-symbol.role-mark path").last();
        expect(await touchUntilTold(report.page, mark)).toMatch(/Point\d+.*Average power.*recompute/);
      });

      test("a narrow window scrolls tables within themselves, not the page", async () => {
        await report.page.setViewportSize({ width: 390, height: 800 });
        const width = await report.page.evaluate<number>(`document.documentElement.scrollWidth`);
        expect(width).toBeLessThanOrEqual(390);
      });

      test("the page has nothing to complain of after all that", () => expect(report.complaints).toEqual([]));
    });

    test("where nothing fits the page says so and what lacked, without a chart", async () => {
      const report = await openReport(urlOf("none.html"), {
        colorScheme: "light",
        width: 1280,
        unfold: true,
      });
      const text = (await report.page.locator("main").textContent()) ?? "";
      expect(text).toContain("Nothing that was asked fits.");
      expect(text).toMatch(/tile SRAM\s*14\s*100 %/);
      expect(await report.page.locator("figure.chart").count()).toBe(0);
      expect(report.complaints).toEqual([]);
      await report.close();
    });
  },
);
