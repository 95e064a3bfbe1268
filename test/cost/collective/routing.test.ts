import { describe, expect, test } from "vitest";
import {
  drawLargestLoad,
  expectedExpertsTouched,
  expectedLargestLoad,
  expertCapacity,
} from "../../../src/cost/collective/routing.ts";
import { createRandom } from "../../../src/sim/random.ts";

describe("different experts that a batch meets: E · (1 − (1 − k/E)^B)", () => {
  test("one token meets its k; 8 tokens of Mixtral meet 8 · (1 − 0.75^8) = 7.2", () => {
    expect(expectedExpertsTouched({ experts: 8, perToken: 2 }, 1)).toBeCloseTo(2, 12);
    expect(expectedExpertsTouched({ experts: 8, perToken: 2 }, 8)).toBeCloseTo(8 * (1 - 0.75 ** 8), 12);
  });

  test("never more than there are, nor more than the rows", () => {
    expect(expectedExpertsTouched({ experts: 256, perToken: 8 }, 1e6)).toBe(256);
    expect(expectedExpertsTouched({ experts: 2048, perToken: 1 }, 3)).toBeLessThan(3);
  });
});

describe("the largest load", () => {
  test("is the mean where there is one part, or each token meets every expert", () => {
    expect(expectedLargestLoad({ experts: 8, perToken: 2 }, 64, 1)).toBe(64);
    expect(expectedLargestLoad({ experts: 8, perToken: 8 }, 64, 8)).toBe(64);
  });

  test("of two parts and many rows: mean + √(mean/π), the mean of the larger of two normal loads", () => {
    const excess = expectedLargestLoad({ experts: 2, perToken: 1 }, 1e5, 2) - 1e5;
    expect(excess / Math.sqrt(1e5 / Math.PI)).toBeCloseTo(1, 2);
  });

  test("varies less where a token picks two of four: √(mean · (4 − 2)/(4 − 1) / π) above the mean of two parts", () => {
    const excess = expectedLargestLoad({ experts: 4, perToken: 2 }, 1e5, 2) - 1e5;
    expect(excess / Math.sqrt((1e5 * (2 / 3)) / Math.PI)).toBeCloseTo(1, 2);
  });

  test("drawn at 0 … 1 from chances of 1/4, 1/4 and 1/2 of three, four and five rows", () => {
    const loads = { first: 3, below: [0.25, 0.5, 1] };
    expect([0, 0.249, 0.25, 0.499, 0.5, 0.999].map((draw) => drawLargestLoad(loads, draw))).toEqual([
      3, 3, 4, 4, 5, 5,
    ]);
  });

  test("is what drawing finds, within 3 %: parts of several experts and of one, few tokens and many", () => {
    for (const [experts, perToken, parts, tokens] of [
      [8, 2, 8, 64],
      [64, 1, 8, 256],
      [256, 8, 32, 512],
      [16, 1, 16, 16],
    ] as const) {
      const mean = (tokens * perToken) / parts;
      const drawn = meanLargest(experts, perToken, parts, tokens);
      const expected = expectedLargestLoad({ experts, perToken }, mean, parts);
      expect(Math.abs(expected / drawn - 1), `${experts} experts over ${parts}`).toBeLessThan(0.03);
    }
  });
});

/** Mean over 400 batches of the fullest part, each token picking different experts. */
function meanLargest(experts: number, perToken: number, parts: number, tokens: number): number {
  const random = createRandom(experts, perToken, parts, tokens);
  let sum = 0;
  for (let batch = 0; batch < 400; batch++) {
    const loads = new Array<number>(parts).fill(0);
    for (let token = 0; token < tokens; token++) {
      const chosen = new Set<number>();
      while (chosen.size < perToken) chosen.add(Math.floor(random() * experts));
      for (const expert of chosen) loads[Math.floor((expert * parts) / experts)]! += 1;
    }
    sum += Math.max(...loads);
  }
  return sum / 400;
}

describe("rows kept for an expert", () => {
  test("factor · k · tokens / E, rounded up", () => {
    expect(expertCapacity({ experts: 8, perToken: 2 }, 64, 1.25)).toBe(20);
    expect(expertCapacity({ experts: 2048, perToken: 1 }, 512, 1.25)).toBe(1);
  });
});
