import { builtInMetric, metricNamed, nearestMetric } from "../../result/metric-tables.ts";
import type { BuiltInMetricId } from "../../result/metrics/index.ts";
import { BASE_UNIT, type Dimension } from "../../units/dimension.ts";
import { parseQuantity } from "../../units/parse-quantity.ts";
import { POWERS_OF, samePowers } from "../../units/powers.ts";
import { powersOfUnit } from "../../units/powers-of-unit.ts";
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
  const bound = inBaseUnit(written, metric.unit);
  if (bound === undefined) {
    const expected = metric.unit === "" ? "a number" : `a quantity in ${metric.unit} or a unit like it`;
    throw problem(name, { message: `"${written}"`, expected });
  }
  return { metric: id as BuiltInMetricId, sense: sense as Limit["sense"], bound, text: text.trim() };
}

function inBaseUnit(written: string, unit: string): number | undefined {
  const plain = Number(written);
  if (Number.isFinite(plain)) return plain;
  if (unit === "") return undefined;
  const powers = powersOfUnit(unit);
  const dimension = (Object.keys(BASE_UNIT) as Dimension[]).find((name) =>
    samePowers(POWERS_OF[name], powers),
  );
  if (dimension === undefined) return undefined;
  const parsed = parseQuantity(written.replace(/\b([mckuμ]?m)([23])\b/, "$1^$2"), dimension);
  return parsed.ok ? parsed.value : undefined;
}

const problem = (path: string, rest: Omit<SpecError, "file" | "path">): SpecProblems =>
  new SpecProblems([{ file: "--within", path, ...rest }]);
