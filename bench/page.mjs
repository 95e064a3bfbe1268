import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { median } from "./process-milliseconds.mjs";

const RUNS = 5;
const SLIDES = 40;
const AIM = { firstChart: 500, allVisible: 1500, slider: 50 };

/**
 * How long does a reader of the default study's page wait: for the first chart, for all that is drawn when it opens, and
 * for the answer after a slider was moved? Beside a page that says the same without a script, and a slider that only
 * writes as many cells.
 */
export async function bench() {
  const folder = mkdtempSync(join(tmpdir(), "dse-bench-page-"));
  const executablePath = process.env.DSE_CHROMIUM ?? chromiumInPath();
  if (executablePath === undefined) throw new Error("no Chromium; set DSE_CHROMIUM to one");
  const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-gpu"] });
  try {
    spawnSync(process.execPath, ["bin/dse.js", "run", "--quiet", "--format", "html", "--out", folder]);
    const page = join(folder, "report.html");
    const plain = join(folder, "plain.html");
    writeFileSync(plain, withoutScripts(readFileSync(page, "utf8")));
    const runs = { first: [], all: [], plain: [] };
    for (let run = 0; run < RUNS; run++) {
      runs.plain.push(await contentAt(browser, plain));
      const { first, all } = await chartsAt(browser, page);
      runs.first.push(first);
      runs.all.push(all);
    }
    const slides = await answersAfterSlides(browser, page);
    const yardstick = { what: "the page without scripts, painted", value: median(runs.plain) };
    return [
      row("first chart", median(runs.first), yardstick, AIM.firstChart),
      row("all that is visible", median(runs.all), yardstick, AIM.allVisible),
      row(
        "answer after a slider (BERT-Large, Bow Pod64: clock)",
        median(slides.page),
        { what: "a slider that writes 60 cells", value: median(slides.cells) },
        AIM.slider,
      ),
    ];
  } finally {
    await browser.close();
    rmSync(folder, { recursive: true });
  }
}

function row(what, value, yardstick, limit) {
  const ratio = value / yardstick.value;
  return { what, value, unit: "ms", yardstick, ratio, limit, holds: value <= limit };
}

const withoutScripts = (text) => text.replace(/<script[\s\S]*?<\/script>/g, "");

function chromiumInPath() {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  return names
    .map((name) => spawnSync("which", [name], { encoding: "utf8" }).stdout.trim())
    .find((path) => path !== "");
}

async function opened(browser, file, watch) {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    reducedMotion: "reduce",
  });
  const page = await context.newPage();
  await page.addInitScript(watch);
  await page.goto(pathToFileURL(file).href);
  return page;
}

/** Milliseconds from the start of navigation to the first paint. */
async function contentAt(browser, file) {
  const page = await opened(browser, file, "");
  const value = await page.evaluate(
    () =>
      new Promise((tell) => {
        const first = (list) => tell(list.getEntries()[0].startTime);
        new globalThis.PerformanceObserver(first).observe({ type: "paint", buffered: true });
      }),
  );
  await page.context().close();
  return value;
}

/** To the first chart that is drawn, and to the last. */
async function chartsAt(browser, file) {
  const page = await opened(
    browser,
    file,
    `new MutationObserver(() => {
      const now = performance.now();
      if (document.querySelector("figure.chart[data-state=drawn]")) window.firstAt ??= now;
      if (document.documentElement.dataset.charts === "drawn") window.allAt ??= now;
    }).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-state", "data-charts"] })`,
  );
  await page.waitForSelector("html[data-charts=drawn]", { state: "attached" });
  const times = await page.evaluate("({ first: window.firstAt, all: window.allAt })");
  await page.context().close();
  return times;
}

/** From a move of the clock to the figures that follow from it and their layout; each at a clock not asked before. */
async function answersAfterSlides(browser, file) {
  const page = await opened(browser, `${file}`, "");
  await page.evaluate(`location.hash = "#ask?system=bow-pod64&workload=bert-large"`);
  await page.reload();
  await page.waitForSelector("#ask-room [data-state=answered]");
  return page.evaluate((count) => {
    const timed = (act) => {
      const before = performance.now();
      act();
      globalThis.document.body.getBoundingClientRect();
      return performance.now() - before;
    };
    const knob = [...globalThis.document.querySelectorAll(".knob")].find((one) =>
      one.textContent.includes("Clock"),
    );
    const slider = knob.querySelector("input[type=range]");
    const cells = globalThis.document.createElement("table");
    globalThis.document.querySelector("#ask-room").append(cells);
    const times = { page: [], cells: [] };
    for (let at = 0; at < count; at++) {
      slider.value = String(40 + 3 * at);
      times.page.push(timed(() => slider.dispatchEvent(new globalThis.Event("input", { bubbles: true }))));
      times.cells.push(
        timed(() => {
          cells.replaceChildren();
          for (let row = 0; row < 15; row++) {
            const line = cells.insertRow();
            for (let column = 0; column < 4; column++) line.insertCell().textContent = `${at} ${row}`;
          }
        }),
      );
    }
    return times;
  }, SLIDES);
}
