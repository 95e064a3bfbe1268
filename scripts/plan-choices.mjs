/**
 * Writes the table of docs/plan-space.md that says what a search goes through, from the table of plan choices:
 *
 *   npm run docs:plan-space
 */
import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { PLAN_CHOICES } from "../src/spec/kinds/plan-choices.ts";

const PAGE = "docs/plan-space.md";
const HEADING = "## What is chosen";

const rows = Object.entries(PLAN_CHOICES)
  .filter(([, { searched }]) => searched !== "")
  .map(([name, { label, searched }]) => `| ${label} | \`${name}\` | ${searched} |`);
const table = ["| choice | in a plan | values |", "| --- | --- | --- |", ...rows].join("\n");

const [before, after] = readFileSync(PAGE, "utf8").split(HEADING);
const [, , ...rest] = after.split("\n\n");
const page = `${before}${HEADING}\n\n${table}\n\n${rest.join("\n\n")}`;
writeFileSync(PAGE, await format(page, { parser: "markdown", printWidth: 110 }));
