/**
 * Writes docs/accuracy.md and reports/validation/expected-error.json from the shipped measurements.
 *
 *   node scripts/accuracy.mjs           writes them
 *   node scripts/accuracy.mjs --check   fails when either says something else than the models
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { parse } from "yaml";
import {
  accuracyPage,
  expectedErrors,
  naiveAlternatives,
  openSpecs,
  parseDies,
  parseMeasurements,
  predictionContext,
  validateDies,
  validateRecords,
  validationView,
} from "../dist/internal.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const at = (...path) => join(root, ...path);
const tool = { name: "dse", version: "" };
const specs = openSpecs({
  folders: ["arch-specs", "workloads"].map((name) => ({ path: at(name), label: name })),
});
const context = predictionContext(specs);

const views = [];
const all = { measurements: [], records: [] };
for (const data of ["ipu-measurements.json", "gpu-measurements.json"]) {
  const { records } = parseMeasurements(readFileSync(at("reports", "validation", data), "utf8"), data);
  const validation = await validateRecords(records, context);
  views.push(validationView(validation, records, { data, tool }));
  all.measurements.push(...records);
  all.records.push(...validation.records);
}
const validation = {
  ...all,
  schema: "dse.validation/v1",
  groups: {},
  overall: { count: 0, modelled: 0, mape: null },
};
const naive = await naiveAlternatives(all.measurements, validation, context);
const expected = expectedErrors(all.measurements, validation);
const causes = parse(readFileSync(at("reports", "validation", "causes.yaml"), "utf8")) ?? {};

const dies = await validateDies(
  parseDies(readFileSync(at("reports", "validation", "silicon-dies.json"), "utf8"), "silicon-dies.json"),
  specs,
);
const page = accuracyPage({ views, naive, expected, causes, dies });
const style = await resolveConfig(at("docs", "accuracy.md"));
const made = {
  "docs/accuracy.md": await format(page, { ...style, parser: "markdown" }),
  "reports/validation/expected-error.json": `${JSON.stringify(expected, null, 1)}\n`,
};
const saved = (file) => (existsSync(at(file)) ? readFileSync(at(file), "utf8") : "");
if (process.argv.includes("--check")) {
  const stale = Object.keys(made).filter((file) => made[file] !== saved(file));
  for (const file of stale) process.stderr.write(`${file} is stale: npm run accuracy\n`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else for (const [file, text] of Object.entries(made)) writeFileSync(at(file), text);
