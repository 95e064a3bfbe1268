import { beforeAll, describe, expect, test } from "vitest";
import { explainMetric } from "../../src/explain/explain-metric.ts";
import { explanationText } from "../../src/explain/explanation-text.ts";
import { REMAINDER, ruleValue, type ExplanationNode } from "../../src/explain/explanation-node.ts";
import { metricContext } from "../../src/result/metric-context.ts";
import { readMetric } from "../../src/result/metric.ts";
import { METRICS, type BuiltInMetricId } from "../../src/result/metrics/index.ts";
import { evaluatedPair, type EvaluatedPair } from "./pairs.ts";

const METRIC_IDS = Object.keys(METRICS) as BuiltInMetricId[];

function nodesOf(node: ExplanationNode): readonly ExplanationNode[] {
  return [node, ...node.children.flatMap(nodesOf)];
}

/** Nodes whose value is not what their rule makes of their children, to 1e-9. */
const wrong = (root: ExplanationNode): readonly string[] =>
  nodesOf(root)
    .filter((node) => {
      const made = ruleValue(node);
      return made !== undefined && Math.abs(made - node.value) > 1e-9 * Math.abs(node.value);
    })
    .map(({ label, value, rule }) => `${label}: ${value} is no ${rule} of its children`);

/** A pipeline, one with unequal stages, phased execution with and without tensor parallelism, prefill and decode, a roofline. */
const PAIRS = [
  ["bow-pod16", "bert-large"],
  ["mk2-pod16", "gpt2-s"],
  ["bow-pod64", "gpt-3-6.7b"],
  ["good-computer", "gpt2-xl"],
  ["bow-pod256", "gpt-3-175b-few-shot"],
  ["tpu-v4-chips", "gpt-3-13b"],
] as const;

describe.each(PAIRS)("%s, %s", (system, workload) => {
  let pair: EvaluatedPair;
  const explained = (metric: BuiltInMetricId): ExplanationNode | undefined =>
    explainMetric(metric, pair.evaluation, pair.inputs);
  beforeAll(async () => {
    pair = await evaluatedPair(system, workload);
  });

  test.each(METRIC_IDS)(
    "%s: the root is the metric, and every node what its formula says of its children",
    (metric) => {
      const reading = readMetric(METRICS[metric], metricContext(pair.evaluation));
      const root = explained(metric);
      if (reading === null || root === undefined) return expect([reading, root]).toEqual([null, undefined]);
      expect(Math.abs(root.value - reading)).toBeLessThanOrEqual(1e-9 * Math.abs(reading));
      expect(wrong(root)).toEqual([]);
      expect(root.unit).toBe(METRICS[metric].unit);
      expect(root.children.length + (root.formula ?? "").length).toBeGreaterThan(0);
      expect(nodesOf(root).filter(({ value }) => !Number.isFinite(value))).toEqual([]);
      const lines = explanationText(root, { depth: Infinity, width: 80 }).split("\n");
      expect(lines.filter((line) => line.length > 80)).toEqual([]);
    },
  );

  test("no part of the step time is left over", () => {
    const labels = nodesOf(explained("stepTimeSeconds")!).map(({ label }) => label);
    expect(labels).not.toContain(REMAINDER);
  });

  test("inputs tell status, source, file and line", () => {
    const inputs = nodesOf(explained("costDollars") ?? explained("energyJoules")!).filter(
      ({ source }) => source?.file,
    );
    expect(inputs.length).toBeGreaterThan(3);
    for (const { label, source } of inputs) {
      expect([label, source?.status]).not.toContain("unknown");
      expect(source?.line).toBeGreaterThan(0);
    }
  });
});

test("a step time leads to the tile plan of a matmul, the clock and the layout uplift", async () => {
  const { evaluation, inputs } = await evaluatedPair("bow-pod16", "bert-large");
  const nodes = nodesOf(explainMetric("stepTimeSeconds", evaluation, inputs)!);
  const clock = nodes.find(({ label }) => label === "chip.clock");
  expect(clock).toMatchObject({ value: 1.85e9, unit: "Hz", source: { status: "published" } });
  expect(clock?.source?.file).toContain("bow.arch.yaml");
  const plan = nodes.find(({ label }) => label === "cycles of the tile plan");
  expect(plan?.children[0]).toMatchObject({ label: "AMP", rule: "law" });
  expect(plan?.formula).toMatch(/^split groups \d+ × rows \d+ × columns \d+ × inner \d+, in \d+ steps/);
  expect(
    nodes.some(({ label, source }) => label === "layoutUpliftTuned" && source?.status === "calibrated"),
  ).toBe(true);
});

test("what a metric does with its totals is found by trying: products, quotients, millions", async () => {
  const { evaluation, inputs } = await evaluatedPair("bow-pod256", "gpt-3-175b-few-shot");
  const labels = (metric: BuiltInMetricId): readonly unknown[] => {
    const { rule, children } = explainMetric(metric, evaluation, inputs)!;
    return [rule, ...children.map(({ label }) => label)];
  };
  expect(labels("mfu")).toEqual(["quotient", "model FLOPs of a step", "step time", "peak of all chips"]);
  expect(labels("co2Kilograms")).toEqual([
    ...["product", "energy of a step", "steps of the run"],
    ...["system.economics.pue", "system.economics.gridIntensity"],
  ]);
  expect(labels("timePerTokenSeconds")).toEqual(["quotient", "decode", "tokens after the first"]);
  const million = explainMetric("dollarsPerMillionTokens", evaluation, inputs)!;
  expect(million).toMatchObject({ rule: "product", children: [{ value: 1e6 }, { rule: "quotient" }] });
});

test("at event fidelity the tree is the closed form and what contention adds to it", async () => {
  const { evaluation, inputs } = await evaluatedPair("bow-pod64", "gpt-3-6.7b", "event");
  const root = explainMetric("stepTimeSeconds", evaluation, inputs)!;
  expect(root.value).toBe(evaluation.phases[0]?.timing.seconds);
  expect(wrong(root)).toEqual([]);
});

test("a metric that does not apply has no tree: no tiles, no fullest tile", async () => {
  const { evaluation, inputs } = await evaluatedPair("tpu-v4-chips", "gpt-3-13b");
  expect(explainMetric("sramBytesPerTilePeak", evaluation, inputs)).toBeUndefined();
});
