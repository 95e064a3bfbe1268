import { METRICS } from "../result/metrics/index.ts";
import type { MetricDefinition } from "../result/saved/result.ts";
import { judge, ASSERTION_FUNCTIONS } from "../result/judge.ts";
import { evaluateFormula, type Amount, type FormulaScope } from "../spec/formula/evaluate-formula.ts";
import { SpecProblems } from "../spec/yaml/spec-error.ts";
import type { StudySpec } from "../spec/kinds/study-spec.ts";
import { nearestName } from "../units/nearest-name.ts";
import {
  atPlace,
  readFormula,
  type FormulaReader,
  type PlacedFormula,
} from "../spec/formula/placed-formula.ts";
import { powersOfUnit } from "../units/powers-of-unit.ts";
import { unitOf } from "../result/unit-of.ts";
import { namesIn } from "./names-in.ts";
import type { Readings } from "./reading.ts";

/** A metric of the study: a formula over the metrics of one result. */
export interface UserMetric extends PlacedFormula {
  readonly definition: MetricDefinition;
}

/** The study's own metrics and constraints, parsed and checked for units. */
export interface UserFormulas {
  readonly metrics: readonly UserMetric[];
  readonly constraints: readonly PlacedFormula[];
}

const BUILT_IN: readonly MetricDefinition[] = Object.values(METRICS);

/**
 * Read `metrics:` and `constraints:`. A metric may use the built-in ones and those written before it. Units are checked
 * once on a result where everything is unknown: powers do not depend on values.
 */
export function readUserFormulas(study: StudySpec, reader: FormulaReader): UserFormulas {
  const named = { ...reader, functions: [...reader.functions, ...ASSERTION_FUNCTIONS] };
  const definitions: MetricDefinition[] = [...BUILT_IN];
  const metrics = Object.entries(study.metrics).map(([id, text]): UserMetric => {
    const parsed = readFormula(named, `metrics.${id}`, text);
    if (definitions.some((known) => known.id === id))
      throw new SpecProblems([
        { file: reader.file, path: `metrics.${id}`, message: `"${id}" is a metric already` },
      ]);
    const scope = resultScope({}, definitions);
    const { powers } = atPlace(parsed, () => evaluateFormula(parsed.formula, scope));
    const definition = { id, label: id, unit: unitOf(powers), better: "neither", formula: text } as const;
    definitions.push(definition);
    return { ...parsed, definition };
  });
  const constraints = study.constraints.map((text, index) => {
    const parsed = readFormula(named, `constraints.${index}`, text);
    atPlace(parsed, () => judge(parsed.formula, resultScope({}, definitions)));
    return parsed;
  });
  return { metrics, constraints };
}

/** Names of a result: its metrics; a metric that is null or missing is NaN. */
function resultScope(readings: Readings, definitions: readonly MetricDefinition[]): FormulaScope {
  const known = new Map<string, Amount>(
    definitions.map(({ id, unit }) => [
      id,
      { value: readings[id] ?? Number.NaN, powers: powersOfUnit(unit) },
    ]),
  );
  return {
    name: (path) => known.get(path.join(".")),
    nearest: (path) => nearestName(path.join("."), known.keys()),
  };
}

/** Readings with the study's own metrics added, in their order. */
export function withUserMetrics(readings: Readings, { metrics }: UserFormulas): Readings {
  const extended: Record<string, number | null> = { ...readings };
  const definitions: MetricDefinition[] = [...BUILT_IN];
  for (const { definition, formula } of metrics) {
    const { value } = evaluateFormula(formula, resultScope(extended, definitions));
    extended[definition.id] = Number.isFinite(value) ? value : null;
    definitions.push(definition);
  }
  return extended;
}

/** Metrics of the study that have no value in a result whose other figures are known, each in a sentence. */
export function valuelessMetrics(readings: Readings, { metrics }: UserFormulas): readonly string[] {
  return metrics.flatMap(({ definition, formula }) => {
    if (typeof readings[definition.id] === "number") return [];
    const unknown = namesIn(formula).filter((name) => name in readings && readings[name] === null);
    const because =
      unknown.length > 0
        ? `${unknown.join(", ")} ${unknown.length === 1 ? "has" : "have"} none here`
        : "its formula gives no finite number (a division by nothing?)";
    return [`metric ${definition.id} has no value: ${because}`];
  });
}

/** A constraint that a result does not meet; one on an unknown metric is not met. */
export interface BrokenConstraint {
  readonly text: string;
  readonly left: number | null;
  readonly right: number | null;
  readonly unit: string;
}

export function brokenConstraints(
  readings: Readings,
  { constraints, metrics }: UserFormulas,
): readonly BrokenConstraint[] {
  const definitions = [...BUILT_IN, ...metrics.map(({ definition }) => definition)];
  const scope = resultScope(readings, definitions);
  return constraints.flatMap(({ formula, text }) => {
    const { verdict, left, right, powers } = judge(formula, scope);
    return verdict === "held" ? [] : [{ text, left, right, unit: unitOf(powers) }];
  });
}
