import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { parse } from "yaml";

const root = fileURLToPath(new URL("..", import.meta.url));
const at = (...path) => join(root, ...path);
const read = (...path) => readFileSync(at(...path), "utf8");

const FILES = ["ipu-measurements.json", "gpu-measurements.json", "baseline-measurements.json"];

/** Records of the shipped files, and what calibrations found of their constants. */
function measured(library) {
  const records = FILES.map(
    (file) => library.parseMeasurements(read("reports", "validation", file), file).records,
  );
  const [ipu, gpu, baseline] = ["calibration", "gpu-calibration", "baseline-calibration"].map((name) =>
    JSON.parse(read("reports", "validation", `${name}.json`)),
  );
  return {
    records,
    calibrations: { groups: { ...ipu.groups, ...gpu.groups }, questions: baseline.questions },
  };
}

/** Whole runs with their errors out of fold, and the groups with a limit: from residuals of each file. */
export function boundsOf(library, files) {
  const { records, calibrations } = measured(library);
  const own = records.map((_, at) => new Map(Object.entries(files[FILES[at]])));
  const runs = records.flatMap((all, at) => {
    const outOfFold = all.flatMap((record) => {
      const residual = own[at].get(record.id);
      return residual === undefined
        ? []
        : [[record.id, residual * library.heldOutRatio(record, calibrations)]];
    });
    return library.validatedRuns(all, new Map(outOfFold));
  });
  return {
    expected: library.expectedErrors(runs),
    coverage: library.heldOutCoverage(runs),
    limited: library.limitedGroups(records.at(-1), own.at(-1)),
  };
}

/**
 * docs/accuracy.md, expected-error.json and residuals.json in reports/validation, as the models have them. The library
 * is handed in: the built one by the script that writes them, its sources by the test; so is what it predicts of a file
 * of measurements, and what was predicted of baselines, which takes longest.
 */
export async function accuracyFiles(library, { specs, context, validationOf, baselines }) {
  const tool = { name: "dse", version: "" };
  const views = [];
  const all = { measurements: [], records: [] };
  const files = {};
  for (const data of FILES.slice(0, 2)) {
    const { records } = library.parseMeasurements(read("reports", "validation", data), data);
    const validation = await validationOf(data, records);
    files[data] = library.residualsOf(validation);
    views.push(library.validationView(validation, records, { data, tool }));
    all.measurements.push(...records);
    all.records.push(...validation.records);
  }
  files[FILES[2]] = await baselines();
  const validation = {
    ...all,
    schema: "dse.validation/v1",
    groups: {},
    overall: { count: 0, modelled: 0, mape: null },
  };
  const naive = await library.naiveAlternatives(all.measurements, validation, context);
  const causes = parse(read("reports", "validation", "causes.yaml")) ?? {};
  const dies = library.parseDies(read("reports", "validation", "silicon-dies.json"), "silicon-dies.json");
  const bounds = boundsOf(library, files);
  const page = library.accuracyPage({
    ...{ views, naive, causes, ...bounds },
    dies: await library.validateDies(dies, specs),
  });
  const style = await resolveConfig(at("docs", "accuracy.md"));
  return {
    "docs/accuracy.md": await format(page, { ...style, parser: "markdown" }),
    "reports/validation/expected-error.json": `${JSON.stringify(bounds.expected, null, 1)}\n`,
    "reports/validation/residuals.json": `${JSON.stringify({ schema: library.RESIDUALS_SCHEMA, files }, null, 1)}\n`,
  };
}

/** What was predicted of baselines when residuals.json was written. */
export const writtenBaselines = () =>
  JSON.parse(read("reports", "validation", "residuals.json")).files[FILES[2]];

/** Those of them that say something else than what is committed. */
export const staleFiles = (made) =>
  Object.keys(made).filter((file) => made[file] !== (existsSync(at(file)) ? read(file) : ""));
