/**
 * Answers the questions in bench/ one by one and prints figures and ratios to a yardstick of the same run.
 *
 *   node bench/run.mjs [--json] [NAME …]
 */
import { existsSync } from "node:fs";

const QUESTIONS = [
  "evaluator",
  "evaluator-cold",
  "cold-start",
  "default-study",
  "events",
  "everyday",
  "page",
  "plan-search",
  "design",
  "planner",
  "store",
  "sweep",
  "workers",
];

/** Questions that take long are asked by name alone. */
const BY_NAME = ["sweep-ten-million"];

const args = process.argv.slice(2);
const asJson = args.includes("--json");
const named = args.filter((arg) => !arg.startsWith("--"));
const unknown = named.filter((name) => ![...QUESTIONS, ...BY_NAME].includes(name));
if (unknown.length > 0) {
  console.error(`no benchmark "${unknown[0]}"; there are ${[...QUESTIONS, ...BY_NAME].join(", ")}`);
  process.exit(2);
}

const answers = [];
for (const name of named.length > 0 ? named : QUESTIONS) {
  const file = new URL(`${name}.mjs`, import.meta.url);
  if (!existsSync(file)) continue;
  if (!asJson) console.error(`${name} …`);
  const { bench } = await import(file);
  const rows = await bench();
  answers.push(...rows.map((row) => ({ bench: name, ...row })));
}

/** Figures that others look up by name. */
const figures = Object.fromEntries(
  answers.flatMap(({ field, value }) => (field === undefined ? [] : [[field, value]])),
);
if (asJson)
  console.log(
    JSON.stringify({ schema: "dse.bench/v1", node: process.version, ...figures, rows: answers }, null, 2),
  );
else for (const row of answers) console.log(line(row));

/** A row: what was measured, its yardstick, the ratio of both, and the limit it is held against. */
function line({ bench, what, value, unit, yardstick, ratio, limit, holds }) {
  const parts = [`${bench.padEnd(14)} ${what.padEnd(44)} ${number(value)} ${unit}`];
  if (yardstick) parts.push(`${number(ratio)} x ${yardstick.what} (${number(yardstick.value)} ${unit})`);
  if (limit !== undefined) parts.push(`limit ${number(limit)} ${unit}: ${holds ? "held" : "MISSED"}`);
  return parts.join(" · ");
}

function number(value) {
  return value.toPrecision(3).replace(/e.*/, (exponent) => exponent);
}
