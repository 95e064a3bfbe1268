import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { format, resolveConfig } from "prettier";
import { parse } from "yaml";

const root = fileURLToPath(new URL("..", import.meta.url));
const at = (...path) => join(root, ...path);
const read = (...path) => readFileSync(at(...path), "utf8");

/**
 * docs/accuracy.md and reports/validation/expected-error.json, as the models have them. The library is handed in: the
 * built one by the script that writes them, its sources by the test; so is what it predicts of a file of measurements.
 */
export async function accuracyFiles(library, { specs, context, validationOf }) {
  const tool = { name: "dse", version: "" };
  const views = [];
  const all = { measurements: [], records: [] };
  for (const data of ["ipu-measurements.json", "gpu-measurements.json"]) {
    const { records } = library.parseMeasurements(read("reports", "validation", data), data);
    const validation = await validationOf(data, records);
    views.push(library.validationView(validation, records, { data, tool }));
    all.measurements.push(...records);
    all.records.push(...validation.records);
  }
  const validation = {
    ...all,
    schema: "dse.validation/v1",
    groups: {},
    overall: { count: 0, modelled: 0, mape: null },
  };
  const naive = await library.naiveAlternatives(all.measurements, validation, context);
  const expected = library.expectedErrors(all.measurements, validation);
  const causes = parse(read("reports", "validation", "causes.yaml")) ?? {};
  const dies = library.parseDies(read("reports", "validation", "silicon-dies.json"), "silicon-dies.json");
  const page = library.accuracyPage({
    ...{ views, naive, expected, causes },
    dies: await library.validateDies(dies, specs),
  });
  const style = await resolveConfig(at("docs", "accuracy.md"));
  return {
    "docs/accuracy.md": await format(page, { ...style, parser: "markdown" }),
    "reports/validation/expected-error.json": `${JSON.stringify(expected, null, 1)}\n`,
  };
}

/** Those of them that say something else than what is committed. */
export const staleFiles = (made) =>
  Object.keys(made).filter((file) => made[file] !== (existsSync(at(file)) ? read(file) : ""));
