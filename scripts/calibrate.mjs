/**
 * Fits the global constants of the models to the measurements in reports/validation and prints them with their
 * confidence and the out-of-fold errors. Writes reports/validation/calibration.json and the values into
 * src/estimate/model-constants.ts; a test holds the two equal.
 *
 *   node --import tsx scripts/calibrate.mjs
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { openSpecs } from "../src/spec/load.ts";
import { calibrate } from "../src/validate/fit/calibrate.ts";
import { calibrationText } from "../src/validate/fit/calibration-text.ts";
import { parseMeasurements } from "../src/validate/parse-measurements.ts";
import { predictionContext } from "../src/validate/predict/prediction-context.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const measurements = `${root}reports/validation/ipu-measurements.json`;
const constantsFile = `${root}src/estimate/model-constants.ts`;

const specs = await openSpecs({ folders: [`${root}arch-specs`, `${root}workloads`, `${root}reports`] });
const { records } = parseMeasurements(readFileSync(measurements, "utf8"), measurements);
const result = await calibrate(records, predictionContext(specs));

if (result === undefined) throw new Error("the shipped measurements hold too few runs");
console.log(calibrationText(result).join("\n"));

let source = readFileSync(constantsFile, "utf8");
for (const [name, { value }] of Object.entries(result.constants))
  source = source.replace(new RegExp(`(id: "${name}",\\n\\s+value: )[^,]+`), `$1${literal(value)}`);
writeFileSync(constantsFile, source);
writeFileSync(`${root}reports/validation/calibration.json`, `${JSON.stringify(result, null, 1)}\n`);

/** As the code formatter writes it. */
function literal(value) {
  return value >= 10_000 ? String(value).replace(/\B(?=(\d{3})+$)/g, "_") : String(value);
}
