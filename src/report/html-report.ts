import { createHash } from "node:crypto";
import type { SavedResults } from "../result/result.ts";
import { vegaLiteCompiler } from "./html/chart-figure.ts";
import {
  claimsSection,
  conventionsSection,
  expectationsSection,
  inputsSection,
  notesSection,
} from "./html/evidence.ts";
import { anchor, html, raw, type Html } from "./html/markup.ts";
import { pageStyle } from "./html/page-style.ts";
import { summarySection } from "./html/summary.ts";
import { workloadSection } from "./html/workload-section.ts";

/**
 * The report as one file that asks nothing of the network. Its content security policy allows this style and this
 * script by their hashes and nothing else, so text from a spec can never run. `runtime` is dist/report-runtime.js.
 */
export async function htmlReport(
  results: SavedResults,
  { runtime }: { readonly runtime: string },
): Promise<string> {
  const compile = await vegaLiteCompiler();
  const style = pageStyle();
  const script = inlineScript(runtime);
  const policy = [
    "default-src 'none'",
    `script-src '${hash(script)}'`,
    `style-src '${hash(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${raw(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="generator" content="${results.tool.name} ${results.tool.version}" />
        <title>${results.study.name}</title>
        ${raw(`<style>${style}</style>`)}
      </head>
      <body>
        <a class="skip" href="#summary">Skip to the findings</a>
        ${navigation(results)}
        <main>
          <header>
            <h1>${results.study.name}</h1>
            <p class="question">${results.study.question}</p>
          </header>
          <noscript
            ><p class="misfit">
              Charts need the script in this file; all figures are in the tables.
            </p></noscript
          >
          ${summarySection(results, compile)}
          ${results.workloads.map((workload) => workloadSection(results, workload, compile))}
          ${claimsSection(results)} ${expectationsSection(results)} ${conventionsSection(results)}
          ${inputsSection(results)} ${notesSection(results)}
          <footer>
            Made by ${results.tool.name} ${results.tool.version} from study <code>${results.study.id}</code>.
          </footer>
        </main>
        ${raw(`<script>${script}</script>`)}
      </body>
    </html> `.markup;
}

/** JavaScript that cannot end its element early: inside strings and patterns `<\/` is `</`. */
const inlineScript = (source: string): string =>
  source
    .replaceAll("\r\n", "\n")
    .replace(/<\/(script)/gi, "<\\/$1")
    .replaceAll("<!--", "<\\!--");

const hash = (text: string): string => `sha256-${createHash("sha256").update(text, "utf8").digest("base64")}`;

function navigation(results: SavedResults): Html {
  const link = (id: string, label: string): Html => html`<li><a href="#${id}">${label}</a></li>`;
  return html`<nav aria-label="Sections">
    <p class="brand">${results.study.name}</p>
    <ul>
      ${link("summary", "Key findings")}${link("overview", "All workloads")}
      ${results.workloads.map((w) => html`<li class="inner"><a href="#${anchor(w.id)}">${w.name}</a></li>`)}
      ${results.claims.length > 0 && link("claims", "Claims")}
      ${results.expectations.length > 0 && link("expectations", "Expectations")}
      ${link("flops", "FLOPs by convention")}${link("inputs", "Inputs and assumptions")}${link("notes", "Assumptions and warnings")}
    </ul>
    <button type="button" id="theme" hidden>Theme: system</button>
  </nav>`;
}
