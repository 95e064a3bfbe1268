import type { Axis } from "../../src/explore/axes/axis.ts";
import { hypervolume } from "../../src/explore/fronts/hypervolume.ts";
import { spaceOf, type Space } from "../../src/explore/space.ts";

/** A problem whose optimum is known. */
export interface TestProblem {
  readonly space: Space;
  readonly costs: (x: readonly number[]) => readonly number[];
}

export function unitSpace(axes: number): Space {
  return spaceOf({ axes: Array.from({ length: axes }, (_, at) => numberAxis(`x${at + 1}`, 0, 1)) });
}

export function numberAxis(name: string, from: number, to: number): Axis {
  return { kind: "continuous", name, unit: "", from, to, scale: "linear" };
}

/** Zitzler, Deb, Thiele 2000, Evol. Comput. 8(2): 30 numbers in 0..1, of which all but the first have their optimum at 0. */
function zdt(shape: (first: number, g: number) => number): TestProblem {
  return {
    space: unitSpace(30),
    costs(x) {
      let sum = 0;
      for (let at = 1; at < x.length; at++) sum += x[at]!;
      const g = 1 + (9 * sum) / (x.length - 1);
      return [x[0]!, g * shape(x[0]!, g)];
    },
  };
}

const zdt3Shape = (first: number, g: number): number =>
  1 - Math.sqrt(first / g) - (first / g) * Math.sin(10 * Math.PI * first);

export const ZDT1 = zdt((first, g) => 1 - Math.sqrt(first / g));
export const ZDT2 = zdt((first, g) => 1 - (first / g) ** 2);
export const ZDT3 = zdt(zdt3Shape);

/** Deb, Thiele, Laumanns, Zitzler 2002: 3 costs of 12 numbers; the front is an eighth of the unit sphere. */
export const DTLZ2: TestProblem = {
  space: unitSpace(12),
  costs(x) {
    const g = x.slice(2).reduce((sum, value) => sum + (value - 0.5) ** 2, 0);
    const [a, b] = [(x[0]! * Math.PI) / 2, (x[1]! * Math.PI) / 2];
    const r = 1 + g;
    return [r * Math.cos(a) * Math.cos(b), r * Math.cos(a) * Math.sin(b), r * Math.sin(a)];
  },
};

/** Branin 1972 on −5..10 × 0..15: three minima of 10 / (8π). */
export const BRANIN: TestProblem = {
  space: spaceOf({ axes: [numberAxis("x1", -5, 10), numberAxis("x2", 0, 15)] }),
  costs([x = 0, y = 0]) {
    const curve = y - (5.1 / (4 * Math.PI ** 2)) * x ** 2 + (5 / Math.PI) * x - 6;
    return [curve ** 2 + 10 * (1 - 1 / (8 * Math.PI)) * Math.cos(x) + 10];
  },
};
export const BRANIN_LEAST = 10 / (8 * Math.PI);

/** Of the true fronts, up to (1.1, 1.1) or (1.1, 1.1, 1.1). */
export const TRUE_HYPERVOLUME = {
  /** ∫ 1.1 − (1 − √x) over 0..1, and the strip from 1 to 1.1 of height 1.1. */
  zdt1: 0.1 + 2 / 3 + 0.1 * 1.1,
  /** ∫ 1.1 − (1 − x²) over 0..1, and the same strip. */
  zdt2: 0.1 + 1 / 3 + 0.1 * 1.1,
  /** The parts of the curve at g = 1 that nothing beats, as a staircase of 100,000 steps. */
  zdt3: hypervolume(
    Array.from({ length: 100_001 }, (_, step) => [step / 100_000, zdt3Shape(step / 100_000, 1)]),
    [1.1, 1.1],
  ),
  /** The cube less an eighth of the unit ball. */
  dtlz2: 1.1 ** 3 - Math.PI / 6,
} as const;
