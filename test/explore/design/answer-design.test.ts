import { expect, test } from "vitest";
import { discreteAxis } from "../../../src/explore/axes/axis.ts";
import { answerDesign } from "../../../src/explore/design/answer-design.ts";
import { designSchema } from "../../../src/explore/design/design-schema.ts";
import type { DesignQuestion } from "../../../src/explore/design/design-question.ts";
import { designSource } from "../../../src/explore/design/design-source.ts";
import { openSpecs } from "../../../src/spec/load.ts";
import { designRanges } from "../../../src/uncertainty/design-ranges.ts";

const specs = openSpecs();
const question: DesignQuestion = {
  system: "bow-pod4",
  workloads: [{ id: "bert-base", weight: 1 }],
  axes: [discreteAxis({ name: "chip.clock", unit: "Hz" }, [1.6e9, 1.85e9])],
  set: {},
  plan: { tensorParallel: 1, pipelineParallel: 4, dataParallel: 1, microBatch: 1, recompute: "layer" },
  objectives: [{ metric: "stepTimeSeconds", better: "min" }],
  within: [],
  breadth: "usual",
  top: 2,
};
const free = await answerDesign(question, designSource(question, specs));
const [fast, slow] = free.best;

test("both designs, the faster first, in the form of the schema", () => {
  expect(free).toMatchObject({ designs: 2, priced: 2, gap: 0, unseen: 0, removed: [], limits: [] });
  expect(free.best.map(({ coordinates }) => coordinates["chip.clock"])).toEqual([1.85e9, 1.6e9]);
  expect(designSchema.parse(free)).toEqual(free);
});

test("a limit is worth what the answer gains where it is a tenth wider, by unit of the limit", async () => {
  const watts = (one: typeof fast): number => one!.workloads[0]!.metrics.averagePowerWatts!;
  // The faster design draws less than a tenth more than the limit, which the slower one just keeps.
  const bound = Math.max(watts(slow), watts(fast) / 1.09);
  expect(bound).toBeLessThan(watts(fast));
  const text = "averagePowerWatts <= bound";
  const within = [{ metric: "averagePowerWatts", sense: "<=", bound, text } as const];
  const { best, limits, removed } = await answerDesign(
    { ...question, within },
    designSource(question, specs),
  );
  expect(best.map(({ coordinates }) => coordinates["chip.clock"])).toEqual([1.6e9]);
  expect(removed).toEqual([{ why: text, designs: 1 }]);
  const gained = fast!.objectives[0]! - slow!.objectives[0]!;
  expect(limits).toHaveLength(1);
  expect(limits[0]!.value).toBeCloseTo(watts(slow), 6);
  expect(limits[0]!.widened).toBeCloseTo(1.1 * bound, 6);
  expect(limits[0]!.objective).toBeCloseTo(fast!.objectives[0]!, 9);
  expect(limits[0]!.perUnit / (gained / (0.1 * bound))).toBeCloseTo(1, 6);
});

test("more is better: the same answer, its limit at least so much", async () => {
  const objectives = [{ metric: "samplesPerSecond", better: "max" }] as const;
  const within = [{ metric: "samplesPerSecond", sense: ">=", bound: 1e9, text: "many" } as const];
  const rates = await answerDesign({ ...question, objectives }, designSource(question, specs));
  expect(rates.best[0]!.objectives[0]).toBeCloseTo(fast!.workloads[0]!.metrics.samplesPerSecond!, 6);
  const none = await answerDesign({ ...question, within }, designSource(question, specs));
  expect(none).toMatchObject({ best: [], limits: [], removed: [{ why: "many", designs: 2 }] });
});

test("within the ranges of the inputs the faster clock stays the better one, and the slower one never is", async () => {
  const ranges = (await designRanges(question, free, specs, 16))!;
  expect(ranges).toMatchObject({ samples: 16, fitting: 16, keepsLimits: 16, staysBest: 16 });
  const { p10, p50, p90 } = ranges.objective!;
  expect(p10).toBeLessThan(p50);
  expect(p50).toBeLessThan(p90);
  const swing = ({ low, high }: (typeof ranges.movers)[number]): number => Math.abs(high! - low!);
  expect(ranges.movers.length).toBeGreaterThan(0);
  expect(ranges.movers.map(swing)).toEqual(ranges.movers.map(swing).sort((a, b) => b - a));
  // Half of the samples lie below the median; of the slower design none does, and it is never the better one.
  const within = [{ metric: "stepTimeSeconds", sense: "<=", bound: p50, text: "fast" } as const];
  const limited = await designRanges({ ...question, within }, free, specs, 16);
  expect(limited).toMatchObject({ keepsLimits: 8, staysBest: 8 });
  expect((await designRanges(question, { best: [slow!, fast!] }, specs, 4))!.staysBest).toBe(0);
});
