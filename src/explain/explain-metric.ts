import type { Evaluation } from "../evaluate.ts";
import { readMetric, type Metric, type NumberOf } from "../result/metric.ts";
import { METRICS, type BuiltInMetricId } from "../result/metrics/index.ts";
import type { StepTotals } from "../result/step-totals.ts";
import type { Provenance } from "../spec/yaml/provenance.ts";
import { ECONOMICS, type EconomicsName } from "./explain-cost.ts";
import { explainScope, type ExplainScope } from "./explain-scope.ts";
import { TOTALS } from "./explain-totals.ts";
import { count, law, product, quotient, type ExplanationNode } from "./explanation-node.ts";

/** The tree of one metric of an evaluation; undefined where the metric does not apply to it. */
export function explainMetric(
  metric: BuiltInMetricId,
  evaluation: Evaluation,
  inputs: readonly Provenance[],
): ExplanationNode | undefined {
  const scope = explainScope(evaluation, inputs);
  return readMetric(METRICS[metric], scope.totals) === null ? undefined : metricNode(METRICS[metric], scope);
}

/**
 * The metric over the trees of the totals that it reads. It is found out which those are by reading it once; and what
 * arithmetic it does with them, by trying: it is one of them, their product, or one over the others, but for a power
 * of ten (a million tokens). Anything else stands as a law with its formula.
 */
function metricNode(metric: Metric, scope: ExplainScope): ExplanationNode {
  const { label, unit, formula } = metric;
  const reads = readsOf(metric, scope.totals);
  const parts = reads.map((name) => (isTotal(name) ? TOTALS[name](scope) : ECONOMICS[name](scope)));
  const value = metric.measure(scope.totals);
  const [only] = parts;
  if (only !== undefined && parts.length === 1 && isNear(only.value, value)) return { ...only, label, unit };
  const named = { label, unit, formula };
  const plain = [product(named, parts), ...overOthers(named, parts)];
  for (const made of plain) {
    if (isNear(made.value, value)) return made;
    const tens = powerOfTen(value / made.value);
    if (tens !== undefined)
      return product(named, [count("in the metric's unit", tens, "definition"), { ...made, label: "each" }]);
  }
  return law({ ...named, value }, parts);
}

/** Each part as the numerator over all others. */
function overOthers(
  named: Parameters<typeof quotient>[0],
  parts: readonly ExplanationNode[],
): readonly ExplanationNode[] {
  if (parts.length < 2) return [];
  return parts.map((part) => quotient(named, [part, ...parts.filter((other) => other !== part)]));
}

const NEAR = 1e-9;
const isNear = (a: number, b: number): boolean => Math.abs(a - b) <= NEAR * Math.abs(b);

/** 10, 100, 1000 … or their inverses, if `factor` is one. */
function powerOfTen(factor: number): number | undefined {
  const power = Math.round(Math.log10(factor));
  return power !== 0 && isNear(factor, 10 ** power) ? 10 ** power : undefined;
}

type TotalName = NumberOf<StepTotals>;
const isTotal = (name: TotalName | EconomicsName): name is TotalName => Object.hasOwn(TOTALS, name);

/** Names of the totals, and of the owner's figures among `economics`, that a metric reads; each once. */
function readsOf(metric: Metric, totals: Readonly<StepTotals>): readonly (TotalName | EconomicsName)[] {
  const reads = new Set<TotalName | EconomicsName>();
  const watched = <T extends object>(data: T, known: object): T =>
    new Proxy(data, {
      get(target, name): unknown {
        if (typeof name === "string" && Object.hasOwn(known, name)) reads.add(name as TotalName);
        const value: unknown = Reflect.get(target, name);
        return name === "economics" ? watched(value as object, ECONOMICS) : value;
      },
    });
  metric.measure(watched(totals, TOTALS));
  return [...reads];
}
