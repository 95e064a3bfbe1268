import { expect, test } from "vitest";
import type { Arithmetic } from "../../../src/cost/arithmetic.ts";
import {
  planAtOnce,
  planConvolution,
  type ConvolutionPlan,
} from "../../../src/cost/convolution/convolution.ts";
import { priceDivision } from "../../../src/cost/convolution/convolution-price.ts";
import {
  convolutionProblem,
  type ConvolutionDivision,
  type ConvolutionProblem,
} from "../../../src/cost/convolution/convolution-problem.ts";
import type { ConvolutionShape } from "../../../src/cost/convolution/convolution-shape.ts";
import type { MatmulTarget } from "../../../src/cost/matmul/matmul-plan.ts";
import { usefulSplits } from "../../../src/cost/matmul/splits.ts";
import { createRandom, type Random } from "../../../src/sim/random.ts";

/** Every division over tiles, the finest six of the pixels, with `steps` of its channels. */
function* everyDivision(problem: ConvolutionProblem, inSteps: boolean): Generator<ConvolutionDivision> {
  const { shape, innerBlocks, columnBlocks, pixels } = problem;
  const { tiles } = problem.target;
  for (const groups of usefulSplits(shape.groups, tiles))
    for (const inner of usefulSplits(innerBlocks, Math.floor(tiles / groups)))
      for (const filter of new Set([1, shape.filterSize, shape.filterSize ** 2]))
        for (const columns of usefulSplits(columnBlocks, Math.floor(tiles / (groups * inner * filter)), true))
          for (const rows of usefulSplits(
            pixels,
            Math.floor(tiles / (groups * inner * filter * columns)),
          ).slice(-6))
            for (const serialInner of doublings(inSteps ? Math.ceil(innerBlocks / inner) : 1))
              for (const serialColumns of doublings(inSteps ? Math.ceil(columnBlocks / columns) : 1))
                yield { groups, inner, filter, columns, rows, serialInner, serialColumns };
}

function* doublings(most: number): Generator<number> {
  for (let steps = 1; steps < most; steps *= 2) yield steps;
  yield most;
}

/** The best of all divisions: fewest cycles of those that fit, else fewest bytes; of equals the first. */
function bestOfAll(shape: ConvolutionShape, target: MatmulTarget, inSteps: boolean): ConvolutionPlan {
  const problem = convolutionProblem(shape, target);
  let best: ConvolutionPlan | undefined;
  for (const division of everyDivision(problem, inSteps)) {
    const plan = priceDivision(problem, division);
    if (best === undefined || isBetter(plan, best)) best = plan;
  }
  return best!;
}

function isBetter(plan: ConvolutionPlan, than: ConvolutionPlan): boolean {
  if (plan.fits !== than.fits) return plan.fits;
  return plan.fits ? plan.cycles < than.cycles : plan.temporaryBytesPerTile < than.temporaryBytesPerTile;
}

const MACS: Readonly<Record<Arithmetic, number>> = { fp8_16: 128, fp16_16: 64, fp16_32: 32, fp32: 16 };

function randomCase(random: Random): { shape: ConvolutionShape; target: MatmulTarget } {
  const pick = <T>(...values: readonly T[]): T => values[Math.floor(random() * values.length)]!;
  const arithmetic = pick<Arithmetic>("fp16_16", "fp16_32", "fp32", "fp8_16");
  const groups = pick(1, 1, 1, 2, 6);
  const shape = {
    batch: pick(1, 2, 5),
    outputSize: pick(1, 7, 14, 30, 64),
    filterSize: pick(1, 3, 3, 5),
    stride: pick(1, 1, 2),
    inChannels: groups * pick(3, 16, 40, 128, 200),
    outChannels: groups * pick(16, 24, 96, 256),
    groups,
  };
  const target = {
    tiles: pick(1, 7, 96, 368),
    sramBytesPerTile: pick(65_536, 262_144, 638_976),
    arithmetic,
    macsPerCycle: MACS[arithmetic] * pick(1, 1, 2, 0.75),
    availableMemoryProportion: pick(0.01, 0.03, 0.1, 0.6),
    weightLoadBytesPerCycle: pick(8, 16),
    exchangeBytesPerCycle: pick(4, 8, 5.3),
    pairFactor: pick(1, 2),
    phaseCycles: pick(0, 500),
  };
  return { shape, target };
}

test("the bounded search of a convolution's divisions finds the best of all, at once and in steps, fitting or not", () => {
  const random = createRandom(7);
  const kinds = { atOnce: 0, inSteps: 0, never: 0 };
  for (let drawn = 0; drawn < 120; drawn++) {
    const { shape, target } = randomCase(random);
    const text = JSON.stringify([shape, target]);
    const atOnce = bestOfAll(shape, target, false);
    const best = atOnce.fits ? atOnce : bestOfAll(shape, target, true);
    kinds[atOnce.fits ? "atOnce" : best.fits ? "inSteps" : "never"] += 1;
    expect(planAtOnce(shape, target), text).toEqual(atOnce);
    expect(planConvolution(shape, target), text).toEqual(best);
  }
  expect(Math.min(...Object.values(kinds))).toBeGreaterThan(5);
});
