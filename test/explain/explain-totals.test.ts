import { expect, test } from "vitest";
import type { ExplainScope } from "../../src/explain/explain-scope.ts";
import { TOTALS } from "../../src/explain/explain-totals.ts";

/** Two phases on 2 · 4 · 3 chips: a bubble of a quarter of 8 s and of half of 6 s. */
const scope = {
  totals: {
    ...{ samplesPerStep: 4, tokensPerStep: 40, kind: "inference", bubbleSeconds: 5, hardwareFlops: 30 },
    ...{ decodePasses: 9, peakWatts: 70 },
  },
  inputs: [],
  evaluation: {
    arch: {
      ...{ chips: 24, machines: 6, hosts: 1, hostWatts: 2, networkWatts: 1 },
      chip: { power: { idleWatts: 0.5 } },
      machine: { overheadWatts: 1, lossShare: 0.25 },
    },
    phases: [
      ["prefill", 0.25, 8, 10, 50],
      ["decode", 0.5, 6, 20, 70],
    ].map(([phase, bubbleFraction, seconds, hardwareFlops, peakWatts]) => ({
      plan: {
        graph: { phase, workload: { task: { kind: "training" } } },
        choice: {
          ...{ tensorParallel: 2, pipelineParallel: 4, dataParallel: 3 },
          ...{ microBatches: 16, recompute: "none" },
        },
      },
      priced: { hardwareFlops },
      timing: { bubbleFraction, seconds, peakWatts },
    })),
  },
} as unknown as ExplainScope;

test("chips used are the product of the three degrees", () => {
  const { value, rule } = TOTALS.chipsUsed(scope);
  expect([value, rule]).toEqual([2 * 4 * 3, "product"]);
});

test("tokens of a step are samples times the tokens of each", () =>
  expect(TOTALS.tokensPerStep(scope).children.map(({ label, value }) => [label, value])).toEqual([
    ["samples of a step", 4],
    ["tokens generated of each", 10],
  ]));

test("the bubble is each phase's share of its time", () => {
  const { value, children } = TOTALS.bubbleSeconds(scope);
  expect(value).toBe(5);
  expect(children.map((phase) => phase.value)).toEqual([0.25 * 8, 0.5 * 6]);
});

test("FLOPs as executed are those of all phases", () =>
  expect(TOTALS.hardwareFlops(scope).children.map(({ value }) => value)).toEqual([10, 20]));

test("the peak is standing power and that of the phase that draws most, each with what supplies lose", () => {
  const { value, rule, children } = TOTALS.peakWatts(scope);
  expect([value, rule]).toEqual([70, "sum"]);
  // Six machines, a host and the network; 24 chips at 0.5 W, a quarter more; the rest is work.
  expect(children.map((part) => part.value)).toEqual([9, 15, 46]);
  expect(children[2]!.formula).toMatch(/draws most, in decode /);
  const chip = TOTALS.chipPeakWatts({ ...scope, totals: { ...scope.totals, chipPeakWatts: 2.03 } });
  expect(chip.formula).toContain("machine.power.conversion");
  expect(chip.children[0]!.children).toEqual(children);
});
