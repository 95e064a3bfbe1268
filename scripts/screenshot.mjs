/**
 * node scripts/screenshot.mjs report.html out.png [--dark] [--width 1440] [--open] [--part '#claims' | --screen]
 *
 * Opens a report in the installed Chromium and writes a picture of the whole page (or of one part, or of what a screen shows). `--open` unfolds
 * every detail first. Prints what the page complained of and fails if it did.
 */
import { parseArgs } from "node:util";
import { pathToFileURL } from "node:url";
import { resolve } from "node:path";
import { register } from "tsx/esm/api";

register();
const { openReport } = await import("../test/browser/open-report.ts");
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    dark: { type: "boolean", default: false },
    open: { type: "boolean", default: false },
    width: { type: "string", default: "1440" },
    part: { type: "string" },
    screen: { type: "boolean", default: false },
  },
});
const [report, picture] = positionals;
if (report === undefined || picture === undefined)
  throw new Error("usage: screenshot.mjs report.html out.png");

const { page, complaints, close } = await openReport(pathToFileURL(resolve(report)).href, {
  colorScheme: values.dark ? "dark" : "light",
  width: Number(values.width),
  unfold: values.open,
});
if (values.part === undefined) await page.screenshot({ path: picture, fullPage: !values.screen });
else await page.locator(values.part).screenshot({ path: picture });
await close();
for (const complaint of complaints) console.error(complaint);
process.exitCode = complaints.length > 0 ? 1 : 0;
