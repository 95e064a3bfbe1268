/**
 * Puts what `dse run` prints for the default study into README.md, from the committed results.
 *
 *   node scripts/draw-readme.mjs           writes the page
 *   node scripts/draw-readme.mjs --check   fails when the page shows other figures
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
const { parseResults, terminalReport } = await import("../dist/internal.js");

const [BEGIN, END] = ["<!-- terminal: begin -->", "<!-- terminal: end -->"];
const results = parseResults(readFileSync("reports/ipu-generations/results.json", "utf8"));
const shown = terminalReport(results, { width: 100 }).trimEnd();

const page = readFileSync("README.md", "utf8");
const drawn = `${page.split(BEGIN)[0]}${BEGIN}\n\n\`\`\`\n$ dse run\n${shown}\n\`\`\`\n\n${END}${page.split(END)[1]}`;
if (!process.argv.includes("--check")) writeFileSync("README.md", drawn);
else if (drawn !== page) {
  console.error("README.md shows other figures than the committed results: npm run golden");
  process.exit(1);
}
