import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { htmlDesign } from "../../src/report/design/html-design.ts";
import { htmlOptimum } from "../../src/report/optimum/html-optimum.ts";
import { htmlReport } from "../../src/report/study/html-report.ts";
import { htmlSweep } from "../../src/report/sweep/html-sweep.ts";
import { htmlValidation } from "../../src/report/validation/html-validation.ts";
import { answered } from "../optimum/answered.ts";
import { DESIGN } from "../report/design/designs.ts";
import { fixtureResults } from "../report/fixtures/results.ts";
import { sweepFixture, THREE } from "../report/sweep/sweep-fixture.ts";
import { validationFixture } from "../report/validation-fixture.ts";
import { findChromium } from "./find-chromium.ts";
import { LABELS } from "./labels.ts";
import { launchBrowser, openReport, type OpenedReport } from "./open-report.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const tool = { name: "dse", version: "0" };

/** What a page may come to, whatever it is of; the default study's has bounds of its own. */
const MOST = { bytes: 1_500_000, elements: 6_000 };

const KINDS = {
  study: async (runtime: string) => htmlReport(fixtureResults(), { runtime }),
  sweep: async (runtime: string) => htmlSweep(sweepFixture(THREE), { runtime }),
  design: (runtime: string) => htmlDesign(DESIGN, { tool, runtime }),
  validation: async (runtime: string) => htmlValidation(validationFixture(), { runtime }),
  optimum: async (runtime: string) => htmlOptimum(await answered(), { runtime }),
} as const;

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly string[] }[];
}

/** What axe has against a page, by all of its rules or some: each with the first place that breaks it. */
async function violations(page: Page, ...runOnly: readonly string[]): Promise<readonly string[]> {
  const options = { resultTypes: ["violations"], ...(runOnly.length > 0 && { runOnly }) };
  const found = await page.evaluate<readonly Violation[]>(
    `axe.run(document, ${JSON.stringify(options)}).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target }) => ({ target })) })))`,
  );
  return found.map(({ id, nodes }) => `${id}: ${String(nodes[0]?.target[0])}`);
}

const widthOf = (page: Page): Promise<number> => page.evaluate("document.documentElement.scrollWidth");

/** What paper has no use for: what is pressed, but for the names of columns, which sort. */
const TO_PRESS = "nav, button:not(th button):not(td button), input, select, dialog, .save, .filter";

/** An A4 sheet at 96 px an inch. */
const SHEET = { width: 794, height: 1123 };

describe.skipIf(findChromium() === undefined && !process.env["CI"])("every kind of page", () => {
  const folder = mkdtempSync(join(tmpdir(), "dse-every-page-"));
  const fileOf = (kind: string): string => join(folder, `${kind}.html`);
  let browser: Browser;
  beforeAll(async () => {
    browser = await launchBrowser();
    execFileSync(process.execPath, ["scripts/build-report-runtime.mjs"]);
    const runtime = readFileSync("dist/report-runtime.js", "utf8");
    for (const [kind, made] of Object.entries(KINDS)) writeFileSync(fileOf(kind), await made(runtime));
  });
  afterAll(async () => {
    await browser.close();
    rmSync(folder, { recursive: true, force: true });
  });

  describe.each(Object.keys(KINDS))("%s", (kind) => {
    let opened: OpenedReport;
    const url = pathToFileURL(fileOf(kind)).href;
    const open = (options: { readonly script?: boolean } = {}) =>
      openReport(url, { colorScheme: "light", width: 360, unfold: false, browser, ...options });
    const resize = async (width: number): Promise<void> => {
      await opened.page.setViewportSize({ width, height: 1000 });
      await opened.page.reload();
      await opened.page.waitForSelector("html[data-charts=drawn]", { state: "attached" });
    };
    beforeAll(async () => {
      opened = await open();
    });
    afterAll(() => opened.close());

    // In this order, for the page is as wide as the test before left it.
    test.each([360, 2560, 1280])(
      "at %i px no label is cut or lies on another, and the page does not scroll sideways",
      async (width) => {
        if (width !== 360) await resize(width);
        expect(await opened.page.evaluate(LABELS)).toEqual([]);
        expect(await widthOf(opened.page)).toBeLessThanOrEqual(width);
      },
    );

    test("keeps to its bytes and elements", async () => {
      const elements = await opened.page.evaluate<number>(`document.querySelectorAll("*").length`);
      const pixels = await opened.page.evaluate<number>("document.documentElement.scrollHeight");
      const measured = { bytes: statSync(fileOf(kind)).size, elements, pixels };
      process.stdout.write(
        `\npage of a ${kind}: ${JSON.stringify(measured)}, at most ${JSON.stringify(MOST)}\n`,
      );
      expect(measured.bytes).toBeLessThanOrEqual(MOST.bytes);
      expect(measured.elements).toBeLessThanOrEqual(MOST.elements);
    });

    test("axe has nothing against it, nor against its dark colours", async () => {
      await opened.page.evaluate(axe);
      expect(await violations(opened.page)).toEqual([]);
      await opened.page.emulateMedia({ colorScheme: "dark" });
      expect(await violations(opened.page, "color-contrast")).toEqual([]);
    });

    test("its print fits the sheet, and has nothing to press", async () => {
      await opened.page.emulateMedia({ media: "print" });
      await opened.page.setViewportSize(SHEET);
      expect(await widthOf(opened.page)).toBeLessThanOrEqual(SHEET.width);
      const shown = await opened.page.locator(TO_PRESS).filter({ visible: true }).allTextContents();
      expect(shown).toEqual([]);
    });

    test("without JavaScript its figures are in tables", async () => {
      const still = await open({ script: false });
      expect(await still.page.locator("main table").count()).toBeGreaterThan(0);
      expect(await still.page.locator(".plot").filter({ visible: true }).count()).toBe(0);
      expect(await widthOf(still.page)).toBeLessThanOrEqual(360);
      expect(still.complaints).toEqual([]);
      await still.close();
    });

    test("nothing was complained of", () => expect(opened.complaints).toEqual([]));
  });
});
