import type { SavedResults } from "../../result/saved/result.ts";
import { vegaLiteCompiler } from "../parts/html/chart-figure.ts";
import {
  claimsSection,
  conventionsSection,
  effortSection,
  expectationsSection,
  inputsSection,
  machineSections,
  notesSection,
} from "./html/evidence.ts";
import { anchor, dataBlock, html, type Html } from "../parts/html/markup.ts";
import { navigationBar, navigationLink, NO_SCRIPT_NOTE, selfContainedPage } from "../parts/html/page.ts";
import { askSection, type LivePart } from "./html/ask-section.ts";
import { machineTables } from "./machine-tables.ts";
import { answerSection } from "./html/answer-section.ts";
import { pageFacts } from "./html/page-facts.ts";
import { overviewSection } from "./html/summary.ts";
import { workloadSection } from "./html/workload-section.ts";

/**
 * The report as one file that asks nothing of the network. `runtime` is dist/report-runtime.js; with `live` the page
 * answers questions of its own.
 */
export async function htmlReport(
  results: SavedResults,
  { runtime, live }: { readonly runtime: string; readonly live?: LivePart | undefined },
): Promise<string> {
  const compile = await vegaLiteCompiler();
  return selfContainedPage({
    title: results.study.name,
    tool: results.tool,
    skip: { to: "summary", says: "Skip to the answer" },
    navigation: navigation(results, live !== undefined),
    runtime,
    live: live?.script,
    main: html`<header>
        <h1>${results.study.name}</h1>
        <p class="question">${results.study.question}</p>
      </header>
      ${NO_SCRIPT_NOTE} ${answerSection(results, compile)} ${overviewSection(results, compile)}
      ${results.workloads.map((workload) => workloadSection(results, workload, compile))}
      ${machineSections(results)} ${askSection(results, live)} ${claimsSection(results)}
      ${expectationsSection(results)} ${effortSection(results)} ${conventionsSection(results)}
      ${inputsSection(results)} ${notesSection(results, compile)}
      <footer>
        Made by ${results.tool.name} ${results.tool.version} from study <code>${results.study.id}</code>.
      </footer>
      ${dataBlock(pageFacts(results), "facts")}`,
  });
}

function navigation(results: SavedResults, isLive: boolean): Html {
  return navigationBar(results.study.name, [
    navigationLink("summary", "Answer"),
    navigationLink("overview", "All workloads"),
    ...results.workloads.map((w) => html`<li class="inner"><a href="#${anchor(w.id)}">${w.name}</a></li>`),
    isLive && navigationLink("ask-section", "Ask this page"),
    machineTables(results).length > 0 && navigationLink("machines", "What is shared, what fails"),
    results.claims.length > 0 && navigationLink("claims", "Claims"),
    results.expectations.length > 0 && navigationLink("expectations", "Expectations"),
    navigationLink("effort", "Parity of effort"),
    navigationLink("flops", "FLOPs by convention"),
    navigationLink("inputs", "Inputs and assumptions"),
    navigationLink("notes", "Assumptions and warnings"),
  ]);
}
