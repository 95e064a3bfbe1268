import { builtInMetric, metricNamed, nearestMetric } from "../../result/metric-tables.ts";
import type { BuiltInMetricId } from "../../result/metrics/index.ts";
import { parseInUnit } from "../../units/parse-in-unit.ts";
import { SpecProblems, type SpecError } from "../../spec/yaml/spec-error.ts";
import type { Limit } from "./design-question.ts";

const FORM = /^\s*([\w.]+)\s*(<=|>=)\s*(.+?)\s*$/s;

/**
 * Limits as written: `capexDollars <= 2e6, timeToTrainSeconds <= 30 days, chip.dieArea <= 858 mm2`. A number without a
 * unit is in the metric's own.
 */
export function parseWithin(text: string): readonly Limit[] {
  return text
    .split(",")
    .filter((part) => part.trim() !== "")
    .map(readLimit);
}

function readLimit(text: string): Limit {
  const [, name = "", sense = "", written = ""] = FORM.exec(text) ?? [];
  if (name === "")
    throw problem(text.trim(), { message: `"${text.trim()}"`, expected: "metric <= quantity, or >=" });
  const id = metricNamed(name);
  const metric = id === undefined ? undefined : builtInMetric(id);
  if (id === undefined || metric === undefined) {
    const suggestion = nearestMetric(name);
    throw problem(name, {
      message: `"${name}" is no metric (dse list metrics names all)`,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
  const bound = parseInUnit(written, metric.unit);
  if (bound === undefined) {
    const expected = metric.unit === "" ? "a number" : `a quantity in ${metric.unit} or a unit like it`;
    throw problem(name, { message: `"${written}"`, expected });
  }
  return { metric: id as BuiltInMetricId, sense: sense as Limit["sense"], bound, text: text.trim() };
}

const problem = (path: string, rest: Omit<SpecError, "file" | "path">): SpecProblems =>
  new SpecProblems([{ file: "--within", path, ...rest }]);
