/**
 * Fits the A100's efficiencies and overheads to the measurements in reports/validation/gpu-measurements.json and prints
 * them with the out-of-fold errors. Writes reports/validation/gpu-calibration.json and the values into
 * arch-specs/a100-80g.arch.yaml and eager.software.yaml; a test holds them equal.
 *
 *   node --import tsx scripts/fit-gpu.mjs           fits
 *   node --import tsx scripts/fit-gpu.mjs --keep    leaves the values, and finds their ranges and errors anew
 */
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { buildArch } from "../src/arch/build-arch.ts";
import { openSpecs } from "../src/spec/load.ts";
import { fitGpu, GPU_CONSTANTS } from "../src/validate/fit/fit-gpu.ts";
import { parseMeasurements } from "../src/validate/parse-measurements.ts";
import { predictionContext } from "../src/validate/predict/prediction-context.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const measurements = `${root}reports/validation/gpu-measurements.json`;
/** Where the constants of a root stand. */
const files = {
  chip: `${root}arch-specs/a100-80g.arch.yaml`,
  software: `${root}arch-specs/eager.software.yaml`,
};

const specs = await openSpecs({ folders: [`${root}arch-specs`, `${root}workloads`] });
const { records } = parseMeasurements(readFileSync(measurements, "utf8"), measurements);
const { spec } = await specs.arch("a100-gpus8", { "chip.software.training": "eager" });

// Specs are loaded once; a system with other constants is built again from its numbers.
const loaded = new Map();
const workloads = predictionContext(specs);
const contextWith = (constants) => {
  const built = new Map();
  return {
    workload: workloads.workload,
    arch: async (id, set) => {
      if (!loaded.has(id)) loaded.set(id, await specs.arch(id, set));
      if (!built.has(id)) built.set(id, buildArch(withConstants(loaded.get(id), constants)));
      return built.get(id);
    },
  };
};

function withConstants({ spec, provenance }, constants) {
  const changed = JSON.parse(JSON.stringify(spec));
  for (const [path, value] of Object.entries(constants)) {
    const keys = path.split(".");
    const last = keys.pop();
    keys.reduce((node, key) => node[key], changed)[last] = value;
  }
  return { spec: changed, provenance };
}

const start = GPU_CONSTANTS.map(({ path }) => path.split(".").reduce((node, key) => node[key], spec));
const result = await fitGpu(records, contextWith, start, process.argv.includes("--keep"));

console.log(`${result.records} records, ${result.folds} folds\n`);
for (const [path, { value, low, high }] of Object.entries(result.constants))
  console.log(path.padEnd(32), String(value).padStart(10), `  ${low} to ${high}`);
console.log(`\n${"group".padEnd(30)} records  in sample  out of fold  bias`);
for (const [name, { count, inSample, outOfFold }] of Object.entries(result.groups))
  console.log(
    name.padEnd(30),
    String(count).padStart(7),
    percent(inSample.mape).padStart(10),
    percent(outOfFold.mape).padStart(12),
    percent(outOfFold.bias).padStart(8),
  );

for (const [path, fitted] of Object.entries(result.constants)) {
  const file = files[path.split(".")[0]];
  writeFileSync(file, written(readFileSync(file, "utf8"), path, fitted));
}
writeFileSync(`${root}reports/validation/gpu-calibration.json`, `${JSON.stringify(result, null, 1)}\n`);

/** The spec with value, low and high of one constant put in, in the unit that is there. */
function written(text, path, fitted) {
  const keys = path.split(".").slice(path.startsWith("software.") ? 2 : 1);
  let from = 0;
  for (const key of keys)
    from = text.indexOf(`${key}:`, from === 0 ? text.search(new RegExp(`^${keys[0]}:`, "m")) : from);
  let rest = text.slice(from);
  for (const field of ["value", "low", "high"])
    rest = rest.replace(
      new RegExp(`(\\b${field}: )([0-9.e-]+)( [A-Za-z/]+)?`),
      (_, head, _old, unit = "") => {
        const scale = { "": 1, " us": 1e-6, " ms": 1e-3, " GB/s": 1e9 }[unit];
        return `${head}${Number((fitted[field] / scale).toPrecision(3))}${unit}`;
      },
    );
  return text.slice(0, from) + rest;
}

function percent(value) {
  return value === null ? "-" : `${(100 * value).toFixed(1)} %`;
}
