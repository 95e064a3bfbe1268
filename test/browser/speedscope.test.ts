import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { chromium, type Browser, type Page } from "playwright-core";
import { chromeTrace } from "../../src/estimate/event/chrome-trace.ts";
import { stepActivities } from "../../src/estimate/event/simulate-step.ts";
import { compute, copy, pipeline, pricedPlan, shared } from "../estimate/priced.ts";
import { findChromium } from "./find-chromium.ts";

/** Six micro-batches of 2 s forward on stage 0, handed over in 0.25 s, 3 s forward and backward on stage 1. */
const priced = pricedPlan(
  pipeline(
    6,
    {
      forward: [compute(2)],
      backward: [compute(1)],
      copyForward: { ...copy(0.25), traffic: { members: 2, stride: 1, pattern: "next" } },
      update: [shared("streaming", 100)],
    },
    { forward: [compute(3)] },
  ),
);
const trace = [...chromeTrace(stepActivities(priced), [{ seconds: 0, watts: 100 }], "a step")].join("");

const folder = mkdtempSync(join(tmpdir(), "dse-speedscope-"));
let browser: Browser;
let page: Page;
const complaints: string[] = [];

beforeAll(async () => {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("no Chromium, Chrome or Edge; set DSE_CHROMIUM to one");
  browser = await chromium.launch({
    executablePath,
    args: ["--no-sandbox", "--allow-file-access-from-files"],
  });
  page = await browser.newPage({ viewport: { width: 1200, height: 800 } });
  page.on("console", (message) => {
    const ofDriver = message.text().includes("GL Driver Message");
    if (["error", "warning"].includes(message.type()) && !ofDriver) complaints.push(message.text());
  });
  page.on("pageerror", (error) => complaints.push(error.message));
}, 120_000);
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What speedscope's own command line does with a file: a script that hands it over, named in the address. */
async function open(name: string, contents: Uint8Array): Promise<void> {
  const release = dirname(createRequire(import.meta.url).resolve("speedscope/dist/release/index.html"));
  const script = join(folder, "profile.js");
  const base64 = Buffer.from(contents).toString("base64");
  writeFileSync(script, `speedscope.loadFileFromBase64(${JSON.stringify(name)}, ${JSON.stringify(base64)})`);
  await page.goto("about:blank");
  await page.goto(`${pathToFileURL(join(release, "index.html")).href}#localProfilePath=${script}`);
  await page.getByText("Sandwich").waitFor();
}

const SECONDS: Readonly<Record<string, number>> = { ns: 1e-9, µs: 1e-6, ms: 1e-3, s: 1 };
function secondsOf(text: string): number {
  const [, value, unit] = /^([\d.]+)(ns|µs|ms|s)\b/.exec(text)!;
  return Number(value) * SECONDS[unit!]!;
}

test.each([
  ["plain", "trace.json", Buffer.from(trace)],
  ["gzipped", "trace.json.gz", gzipSync(trace)],
])("speedscope opens a trace, %s, without a complaint", async (_, name, contents) => {
  await open(name, contents);
  expect(await page.getByText("Something went wrong").count()).toBe(0);
  expect(complaints).toEqual([]);
});

test("speedscope closes every slice: threads and passes last as long as they took", async () => {
  await open("trace.json", Buffer.from(trace));
  const rows = await page.locator("tbody tr").all();
  const threads = new Map<string, number>();
  for (const row of rows) {
    const [, name, weight] = await row.locator("td").allTextContents();
    threads.set(/, (.+) \(tid/.exec(name!)![1]!, secondsOf(weight!));
  }
  expect(Object.fromEntries(threads)).toEqual({
    "stage 0": 6 * (2 + 1 + 0.25) + 1,
    "stage 0 · compute": 6 * (2 + 1),
    "stage 0 · links": 6 * 0.25,
    "stage 0 · streaming": 100 / 100,
    "stage 1": 6 * 3,
    "stage 1 · compute": 6 * 3,
  });
  await page.getByText("Sandwich").click();
  await page.getByText("forward 0", { exact: true }).waitFor();
  const text = await page.locator("body").innerText();
  // total, then what is in it beside other slices, then its name
  const totals = [...text.matchAll(/([\d.]+\S+) \([^)]*\)\s+\S+ \([^)]*\)\s+(forward \d|backward \d)/g)];
  const passes = Object.fromEntries(totals.map(([, total, name]) => [name, secondsOf(total!)]));
  for (let at = 0; at < 6; at++) {
    expect(passes[`forward ${at}`]).toBe(2);
    expect(passes[`backward ${at}`]).toBe(1);
  }
});
