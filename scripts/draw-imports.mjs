/**
 * Draws who imports whom, a box for each part of src/, into docs/architecture.md between its two markers.
 *
 *   node scripts/draw-imports.mjs           writes the page
 *   node scripts/draw-imports.mjs --check   fails when the page shows other imports than the code has
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const PAGE = "docs/architecture.md";
const [BEGIN, END] = ["<!-- imports: begin -->", "<!-- imports: end -->"];

const cruised = JSON.parse(
  execFileSync("npx", ["depcruise", "src", "--config", ".dependency-cruiser.cjs", "-T", "json"], {
    encoding: "utf8",
    maxBuffer: 1 << 28,
  }),
);

/** `src/cost/amp.ts` → `cost`, `src/study.ts` → `study.ts`. */
const partOf = (file) => /^src\/([^/]+)/.exec(file)?.[1];

const arrows = new Set();
for (const module of cruised.modules)
  for (const dependency of module.dependencies) {
    const [from, to] = [partOf(module.source), partOf(dependency.resolved)];
    if (from && to && from !== to) arrows.add(`  ${idOf(from)}["${from}"] --> ${idOf(to)}["${to}"]`);
  }

/** Mermaid reads a dot as syntax. */
function idOf(part) {
  return `part_${part.replace(/\W/g, "_")}`;
}

const page = readFileSync(PAGE, "utf8");
const [before, rest] = page.split(BEGIN);
const after = rest.split(END)[1];
const drawn = `${before}${BEGIN}\n\n\`\`\`mermaid\nflowchart LR\n${[...arrows].sort().join("\n")}\n\`\`\`\n\n${END}${after}`;

if (!process.argv.includes("--check")) writeFileSync(PAGE, drawn);
else if (drawn !== page) {
  console.error(`${PAGE} shows other imports than the code has: npm run imports:draw`);
  process.exit(1);
}
