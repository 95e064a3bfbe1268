/**
 * Writes docs/accuracy.md, and expected-error.json and residuals.json in reports/validation, from the shipped measurements.
 *
 *   node scripts/accuracy.mjs           writes them
 *   node scripts/accuracy.mjs --check   fails when either says something else than the models
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as library from "../dist/internal.js";
import { accuracyFiles, staleFiles } from "./accuracy-files.mjs";

const BASELINES = "reports/validation/baseline-measurements.json";
const root = fileURLToPath(new URL("..", import.meta.url));
const specs = library.openSpecs({
  folders: ["arch-specs", "workloads"].map((name) => ({ path: join(root, name), label: name })),
});
const context = library.predictionContext(specs);
const validationOf = (_data, records) => library.validateRecords(records, context);

const baselines = async () => {
  const { records } = library.parseMeasurements(readFileSync(join(root, BASELINES), "utf8"), BASELINES);
  return library.residualsOf(await library.validateRecords(records, context));
};

const made = await accuracyFiles(library, { specs, context, validationOf, baselines });
if (process.argv.includes("--check")) {
  const stale = staleFiles(made);
  for (const file of stale) process.stderr.write(`${file} is stale: npm run accuracy\n`);
  process.exitCode = stale.length > 0 ? 1 : 0;
} else for (const [file, text] of Object.entries(made)) writeFileSync(join(root, file), text);
