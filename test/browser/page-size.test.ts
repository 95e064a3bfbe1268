import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { evaluate } from "../../src/evaluate.ts";
import { answerer } from "../../src/live/answerer.ts";
import type { PlanChoice } from "../../src/plan/plan.ts";
import { figure } from "../../src/report/parts/figures.ts";
import { measureMetrics } from "../../src/result/measure.ts";
import { metricContext } from "../../src/result/metric-context.ts";
import type { CarriedStudy } from "../../src/result/saved/carried-study.ts";
import { withDefaults } from "../../src/spec/kinds/plan-choices.ts";
import { openSpecs } from "../../src/spec/load.ts";
import { carryStudy } from "../../src/study/carry-study.ts";
import { htmlReport } from "../../src/report/study/html-report.ts";
import { parseResults } from "../../src/result/saved/parse-results.ts";
import { findChromium } from "./find-chromium.ts";
import { LABELS } from "./labels.ts";
import { openReport, type OpenedReport } from "./open-report.ts";

const browser = findChromium();

/** What the page of the study that is shown first may weigh, as it is opened. */
const MOST = { bytes: 1_500_000, elements: 6_000, charts: 30, pixels: 20_000 };

describe.skipIf(browser === undefined && !process.env["CI"])("the page of the default study", () => {
  const folder = mkdtempSync(join(tmpdir(), "dse-page-size-"));
  const file = join(folder, "report.html");
  const run = [
    "bert-large",
    "gpt-3-175b",
    "gpt-3-175b-few-shot",
    "chinchilla-70b",
    "gpt-j-6b",
    "gpt-j-6b-mnli",
  ];
  const specs = openSpecs({
    folders: ["arch-specs"],
    files: run.map((id) => `workloads/${id}.workload.yaml`),
  });
  let study: CarriedStudy;
  let report: OpenedReport;
  beforeAll(async () => {
    execFileSync(process.execPath, ["scripts/build-report-runtime.mjs"]);
    const saved = "reports/ipu-generations/results.json";
    const runtime = readFileSync("dist/report-runtime.js", "utf8");
    const results = parseResults(readFileSync(saved, "utf8"), saved);
    const printed = results.results.map(
      ({ system, workload, plan }) =>
        [`${workload} ${system}`, withDefaults(plan as Partial<PlanChoice>)] as const,
    );
    const question = await specs.study("reports/ipu-generations/study.yaml");
    study = await carryStudy({ specs, study: question, plans: Object.fromEntries(printed) });
    const live = { script: readFileSync("dist/report-live.js", "utf8"), study };
    writeFileSync(file, await htmlReport(results, { runtime, live }));
    const url = pathToFileURL(file).href;
    report = await openReport(url, { colorScheme: "light", width: 1280, unfold: false });
  });
  afterAll(async () => {
    await report.close();
    rmSync(folder, { recursive: true });
  });

  test("keeps to its bytes, elements, charts and height", async () => {
    const drawn = await report.page.evaluate<Omit<typeof MOST, "bytes">>(`({
      elements: document.querySelectorAll("*").length,
      charts: document.querySelectorAll("figure.chart[data-state=drawn]").length,
      pixels: document.documentElement.scrollHeight,
    })`);
    const measured = { bytes: statSync(file).size, ...drawn };
    process.stdout.write(
      `\ndefault study's page: ${JSON.stringify(measured)}, at most ${JSON.stringify(MOST)}\n`,
    );
    for (const [name, most] of Object.entries(MOST))
      expect(measured[name as keyof typeof MOST], name).toBeLessThanOrEqual(most);
  });

  test("a fold is unpacked and its charts drawn when it is opened, not before", async () => {
    const charts = report.page.locator("#chart-gantt-bert-large-bow-pod64");
    expect(await charts.count()).toBe(0);
    await report.page.locator("#bert-large summary", { hasText: "Bow Pod64: plan" }).click();
    await report.page.waitForSelector("#chart-gantt-bert-large-bow-pod64[data-state=drawn]");
    expect(await charts.locator("svg .mark-rect.role-mark path").count()).toBeGreaterThan(10);
  });

  test.each([360, 2560, 1280])(
    "at %i px no label is cut or lies on another, and no figure scrolls the page",
    async (width) => {
      await report.page.setViewportSize({ width, height: 1000 });
      await report.page.reload();
      await report.page.waitForSelector("html[data-charts=drawn]", { state: "attached" });
      expect(await report.page.evaluate(LABELS)).toEqual([]);
      expect(await report.page.evaluate<number>("document.documentElement.scrollWidth")).toBeLessThanOrEqual(
        width,
      );
    },
  );

  test("a table sorts by its numbers, and a long one leaves the rows that hold all words", async () => {
    const page = report.page;
    const table = page.locator("#bert-large table[data-workload]").first();
    await table.locator("thead button").nth(1).click();
    const machines = await table.locator("tbody th .system").allTextContents();
    expect(machines).toEqual(["Good Computer", "Bow Pod256", "64 × A100", "Bow Pod64", "IPU-POD64 (Mk2)"]);
    await page.locator("#claims input[type=search]").fill("refuted owning");
    expect(await page.locator("#claims tbody tr:visible").count()).toBe(3);
  });

  test("multiples are divided by those of another baseline, in tables and charts", async () => {
    const page = report.page;
    const ratios = () => page.locator("#gpt-3-175b td[data-ratio]").allTextContents();
    expect(await page.locator(".over-printed:visible").count()).toBe(0);
    const [printed, before] = [await ratios(), await barsOf("#chart-equal-footing-gpt-3-175b")];
    await page.locator("#baseline select").selectOption("bow-pod64");
    const over = printed.map((text) => Number.parseFloat(text));
    for (const [at, text] of (await ratios()).entries())
      expect(Number.parseFloat(text) / (over[at]! / over[1]!)).toBeCloseTo(1, 1.5);
    expect(await page.locator("#gpt-3-175b .is-baseline:visible").count()).toBe(1);
    await expect.poll(() => barsOf("#chart-equal-footing-gpt-3-175b")).not.toEqual(before);
    const labels = await page
      .locator("#chart-equal-footing-gpt-3-175b .role-mark path[aria-label]")
      .evaluateAll((marks) => marks.map((mark) => mark.getAttribute("aria-label") ?? ""));
    expect(labels.filter((text) => /Machine: Bow Pod64;.*Times better: 1\.00×/.test(text))).toHaveLength(1);
    // At equal chips, power and money each machine stands at a size that the printed baseline decides.
    expect(labels.filter((text) => text.includes("at equal"))).toEqual([]);
    const others = await page.locator("#overview .over-printed:visible").allTextContents();
    expect(new Set(others.map((text) => text.trim()))).toEqual(new Set(["over IPU-POD64 (Mk2)"]));
  });

  const barsOf = (chart: string) =>
    report.page.locator(`${chart} .role-mark path`).evaluateAll((marks) => marks.map((m) => m.outerHTML));

  test("keys go from mark to mark and tell its figures, and switch a series off in its legend", async () => {
    const page = report.page;
    await page.locator("#chart-cost .plot").focus();
    await page.keyboard.press("End");
    expect(await page.locator(".tooltip").textContent()).toMatch(
      new RegExp(
        `few-shot prompt.*64 × A100.*\\${printedFigure("a100-gpus64", "gpt-3-175b-few-shot", "costDollars", "USD")}`,
      ),
    );
    await page.locator("#chart-cost text[role=button]", { hasText: "Good Computer" }).focus();
    await page.keyboard.press("Enter");
    await page.waitForSelector("#chart-cost text[aria-pressed=false]");
    expect((await barsOf("#chart-cost")).filter((mark) => mark.includes("Good Computer"))).toEqual([]);
  });

  test("a chart is saved as it is drawn: SVG and PNG in plain colours, CSV with its numbers", async () => {
    const saved = async (form: string) => {
      const button = report.page.locator("#chart-cost .save button", { hasText: form });
      const [download] = await Promise.all([report.page.waitForEvent("download"), button.click()]);
      return readFileSync(await download.path());
    };
    const svg = (await saved("SVG")).toString();
    expect(svg).toContain('fill="#0072b2"'); // system 0, light
    expect(svg).not.toContain("var(");
    expect((await saved("PNG")).subarray(1, 4).toString()).toBe("PNG");
    const [header = "", ...rows] = (await saved("CSV")).toString().trim().split("\n");
    expect(header).toMatch(/^workload,system,value,low,high/);
    expect(rows).toHaveLength(25 - 5); // five machines on five workloads, one machine switched off
  });

  test("a figure tells what it is, what moves it most with sources, and how to take it apart", async () => {
    const cells = report.page
      .locator("#bert-large table[data-workload]")
      .first()
      .locator("tr", { hasText: "Bow Pod64" });
    await cells
      .locator("button.origin", { hasText: printedFigure("bow-pod64", "bert-large", "costDollars", "USD") })
      .click();
    const told = await report.page.locator("dialog").textContent();
    expect(told).toMatch(/Cost: BERT-Large on Bow Pod64/);
    expect(told).toMatch(/system\.economics\.utilisation.*assumed/);
    expect(told).toContain("dse explain costDollars --system bow-pod64 --workload bert-large");
    await report.page.keyboard.press("Escape");
    expect(await report.page.locator("dialog").count()).toBe(0);
  });

  describe("that is asked", () => {
    const ofField = (knob: string) =>
      report.page.locator(".knob", { hasText: knob }).locator("input[type=number]");
    const now = (metric: string) => report.page.locator(`tr[data-metric=${metric}] td`).nth(1).textContent();
    const answered = () => report.page.waitForSelector("[data-state=answered]");
    const set = async (knob: string, value: string) => {
      await ofField(knob).fill(value);
      await ofField(knob).press("Enter");
    };

    test("prices the printed plan again at another clock, and says by how much it differs", async () => {
      await report.page.locator("#ask > summary").click();
      await answered();
      const closed = closedForm("mk2-pod64", "bert-large", "timeToTrainSeconds");
      expect(await now("timeToTrainSeconds")).toBe(figure(closed, "s")); // of the plan as printed
      await report.page.locator(".knob select").nth(1).selectOption("bow-pod64");
      await set("Clock", "1.325"); // Mk2's
      const arch = buildArch(await specs.arch("bow-pod64", { "chip.clock": "1.325 GHz" }));
      const choice = planOf("bow-pod64", "bert-large");
      const { spec: workload } = await specs.workload("bert-large");
      const evaluation = evaluate({ arch, workload, choice, fidelity: "analytic" });
      const metrics = evaluation.kind === "evaluation" && measureMetrics(metricContext(evaluation));
      const cost = metrics ? metrics.costDollars : undefined;
      expect(await now("costDollars")).toBe(figure(cost, "USD"));
      const difference = await report.page
        .locator("tr[data-metric=timeToTrainSeconds] td")
        .nth(2)
        .textContent();
      expect(difference).toMatch(/^\+3\d\.\d %$/);
    });

    test("answers to the last bit as the evaluator does out of a browser", async () => {
      const asks = ["1.325 GHz", "1.6 GHz", "2.1 GHz"].map((clock) => ({
        ...{ system: "bow-pod64", workload: "bert-large", sizes: {}, searched: false },
        settings: { "chip.clock": clock, "system.economics.electricityPrice": "0.21 USD/kWh" },
      }));
      const choice = planOf("bow-pod64", "bert-large");
      const own = answerer(study);
      const inPage = await report.page.evaluate(
        ([one, many, plan]) => {
          const live = (globalThis as unknown as { dseLive: { answerer: typeof answerer } }).dseLive;
          const there = live.answerer(one);
          return many.map((ask) => JSON.stringify(there.price(ask, plan)));
        },
        [study, asks, choice] as const,
      );
      expect(inPage).toEqual(asks.map((ask) => JSON.stringify(own.price(ask, choice))));
    });

    test("searches another plan for another batch in a worker, and its address brings the state back", async () => {
      await report.page.evaluate(
        `location.hash = "#ask?system=a100-gpus64&workload=gpt-3-175b-few-shot&task.batch=16"`,
      );
      await report.page.waitForSelector("[data-state=searching]");
      await answered();
      await report.page.reload();
      await answered();
      expect(await ofField("Batch").inputValue()).toBe("16");
      expect(await report.page.locator("#ask-room .note").textContent()).toMatch(
        /^The fastest of [\d,]+ plans/,
      );
      expect(await report.page.locator("#ask-room .command code").textContent()).toBe(
        "dse run --system a100-gpus64 --workload gpt-3-175b-few-shot --fidelity analytic --set task.batch=16",
      );
      await report.page.locator("button", { hasText: "Hold this beside" }).click();
      await report.page.locator("button", { hasText: "As printed" }).click();
      await answered();
      const rows = report.page
        .locator("#ask-room tr", { hasText: "Plan: micro batch" })
        .first()
        .locator("td");
      expect((await rows.allTextContents()).length).toBe(4);
      expect(report.page.url()).not.toContain("task.batch");
    });
  });

  const metricsOf = (system: string, workload: string) => {
    const saved = "reports/ipu-generations/results.json";
    const { results } = parseResults(readFileSync(saved, "utf8"), saved);
    return results.filter((result) => result.system === system && result.workload === workload);
  };
  const closedForm = (system: string, workload: string, metric: string) =>
    metricsOf(system, workload)[0]?.metrics[metric];
  /** As the page prints it: of the simulated step. */
  const printedFigure = (system: string, workload: string, metric: string, unit: string): string =>
    figure(metricsOf(system, workload).at(-1)?.metrics[metric], unit);

  const planOf = (system: string, workload: string): PlanChoice => study.plans[`${workload} ${system}`]!;

  test("without scripts figures are tables, and nothing is folded away for good", async () => {
    const plain = await openReport(pathToFileURL(file).href, {
      colorScheme: "light",
      width: 1280,
      unfold: false,
      script: false,
    });
    const cells = (place: string) => plain.page.locator(`${place} td`).allTextContents();
    expect(await cells("#chart-time-to-train")).toContain(
      printedFigure("mk2-pod64", "bert-large", "timeToTrainSeconds", "s"),
    );
    expect(await cells("#inputs-bow-pod64")).toContain("1.85 GHz");
    expect(await cells("#chart-tornado-bert-large-bow-pod64")).toContain("at its low end");
    expect(await plain.page.locator("#chart-time-to-train .plot").isVisible()).toBe(false);
    await plain.close();
  });

  test("has nothing to complain of", () => expect(report.complaints).toEqual([]));
});
