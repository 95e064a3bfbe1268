import { chromium, type Browser, type Page } from "playwright-core";
import { findChromium } from "./find-chromium.ts";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export interface OpenedReport {
  readonly page: Page;
  /** Console errors and warnings, uncaught errors, failed requests and requests beyond the file itself. */
  readonly complaints: readonly string[];
  readonly close: () => Promise<void>;
}

/** A browser for several reports, which whoever launches it closes. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) throw new Error("no Chromium, Chrome or Edge; set DSE_CHROMIUM to one");
  return chromium.launch({ executablePath, args: FLAGS });
}

/** Opens a report from its file URL, in a browser of its own or a given one, and waits until its charts are drawn. */
export async function openReport(
  url: string,
  options: {
    readonly colorScheme: "light" | "dark";
    readonly width: number;
    readonly unfold: boolean;
    readonly script?: boolean;
    readonly browser?: Browser;
  },
): Promise<OpenedReport> {
  const browser = options.browser ?? (await launchBrowser());
  const context = await browser.newContext({
    colorScheme: options.colorScheme,
    javaScriptEnabled: options.script ?? true,
    reducedMotion: "reduce",
    viewport: { width: options.width, height: 1000 },
  });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type()))
      complaints.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on("pageerror", (error) => complaints.push(`page error: ${error.message}`));
  page.on("requestfailed", (request) => complaints.push(`request failed: ${request.url()}`));
  page.on("request", (request) => {
    const isOwn = request.url() === url.split("#")[0] || request.url().startsWith("blob:");
    if (!isOwn) complaints.push(`request: ${request.url()}`);
  });
  await page.goto(url);
  const opened = {
    page,
    complaints,
    close: () => (options.browser === undefined ? browser : context).close(),
  };
  if (options.script === false) return opened;
  if (options.unfold)
    await page.evaluate(`document.querySelectorAll("details").forEach((d) => (d.open = true))`);
  await page.waitForSelector("html[data-charts=drawn]", { state: "attached" });
  const unfinished = "figure.chart[data-state=drawing], details[open] figure.chart:not([data-state])";
  await page.waitForSelector(unfinished, { state: "detached" });
  return opened;
}
