/**
 * Fits constants of chips without tiles and of their software to reports/validation/baseline-measurements.json, prints
 * them with the out-of-fold errors, and writes reports/validation/baseline-calibration.json and the values into the
 * specs; a test holds them equal. Names of questions as arguments: those
 * alone; --keep leaves the values, and finds their ranges and errors anew.
 *
 *   node --import tsx scripts/fit-baselines.mjs [--keep] [QUESTION…]
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildArch } from "../src/arch/build-arch.ts";
import { openSpecs } from "../src/spec/load.ts";
import { BASELINE_QUESTIONS, fitBaselines, nameOf } from "../src/validate/fit/fit-baselines.ts";
import { parseMeasurements } from "../src/validate/parse-measurements.ts";
import { predictionContext } from "../src/validate/predict/prediction-context.ts";
import { writtenConstant } from "./written-constant.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const measurements = `${root}reports/validation/baseline-measurements.json`;
const out = `${root}reports/validation/baseline-calibration.json`;
const keep = process.argv.includes("--keep");
const asked = process.argv.slice(2).filter((word) => word !== "--keep");
const specs = await openSpecs({ folders: [`${root}arch-specs`, `${root}workloads`] });
const { records } = parseMeasurements(readFileSync(measurements, "utf8"), measurements);
const shipped = predictionContext(specs);

/** Specs are loaded once; a system with other constants is built again from its numbers. */
const loaded = new Map();

const contextOf = (question) => (constants) => {
  const built = new Map();
  return {
    ...shipped,
    passes: new Map(),
    arch: async (id, set) => {
      const key = JSON.stringify([id, set]);
      if (!loaded.has(key)) loaded.set(key, await specs.arch(id, set).catch(() => undefined));
      const known = loaded.get(key);
      if (known === undefined) return shipped.arch(id, set);
      if (!built.has(key)) built.set(key, buildArch(withConstants(known, constants, question)));
      return built.get(key);
    },
  };
};

function withConstants({ spec, provenance }, constants, question) {
  const changed = JSON.parse(JSON.stringify(spec));
  for (const constant of question.constants)
    for (const node of holders(changed, constant)) setAt(node, constant.path, constants[nameOf(constant)]);
  return { spec: changed, provenance };
}

/** Parts of a system's spec that a constant stands in. */
function holders({ chip, software = {} }, { spec, kind, inheritedBy = [] }) {
  return kind === "chip"
    ? [spec, ...inheritedBy].includes(chip.id)
      ? [chip]
      : []
    : Object.values(software).filter(({ id }) => [spec, ...inheritedBy].includes(id));
}

function setAt(node, path, value) {
  const keys = path.split(".");
  const last = keys.pop();
  keys.reduce((inner, key) => inner[key], node)[last] = value;
}

/** A value as it stands in its file, in base units. */
async function shippedValue({ spec, kind, path }) {
  const system = kind === "chip" ? `${spec}-${/tpu|gaudi/.test(spec) ? "chips" : "gpus"}8` : "h100-gpus8";
  const set = kind === "chip" ? {} : { "chip.software.inference": spec };
  const { spec: found } = await specs.arch(system, set);
  const node = kind === "chip" ? found.chip : found.software.inference;
  return path.split(".").reduce((inner, key) => inner[key], node);
}

const before = existsSync(out) ? JSON.parse(readFileSync(out, "utf8")).questions : [];
const questions = [];
for (const question of BASELINE_QUESTIONS) {
  const known = before.find(({ id }) => id === question.id);
  if (asked.length > 0 && !asked.includes(question.id)) {
    if (known !== undefined) questions.push(known);
    continue;
  }
  const start = await Promise.all(question.constants.map(shippedValue));
  const fit = await fitBaselines(records, contextOf(question), start, question, keep);
  questions.push(fit);
  print(fit);
  for (const constant of question.constants) {
    const file = `${root}arch-specs/${constant.spec}.${constant.kind === "chip" ? "arch" : "software"}.yaml`;
    const source = `scripts/fit-baselines.mjs: ${question.groups.join(", ")}`;
    const text = writtenConstant(readFileSync(file, "utf8"), constant.path, {
      ...fit.constants[nameOf(constant)],
      source,
    });
    writeFileSync(file, text);
  }
}
writeFileSync(out, `${JSON.stringify({ schema: "dse.baseline-calibration/v1", questions }, null, 1)}\n`);

function print({ id, constants, groups, records: used, folds }) {
  console.log(`${id}: ${used} records, ${folds} folds`);
  for (const [name, { value, low, high }] of Object.entries(constants))
    console.log("  ", name.padEnd(40), String(value).padStart(10), `  ${low} to ${high}`);
  for (const [name, { count, inSample, outOfFold }] of Object.entries(groups))
    console.log(
      `   ${name.padEnd(32)} ${String(count).padStart(4)} in sample ${percent(inSample.mape)}, out of fold ${percent(outOfFold.mape)}, bias ${percent(outOfFold.bias)}`,
    );
}

function percent(value) {
  return value === null ? "-" : `${(100 * value).toFixed(1)} %`;
}
