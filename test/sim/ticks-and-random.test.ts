import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRandom, drawNormal, LARGEST_NORMAL } from "../../src/sim/random.ts";
import { tickSecondsFor, toTicks } from "../../src/sim/ticks.ts";

describe("ticks", () => {
  test("an hour is told to 0.9 ps, a microsecond to less than a zeptosecond", () => {
    expect(tickSecondsFor(3600)).toBe(2 ** -40);
    expect(tickSecondsFor(1e-6)).toBeLessThan(1e-21);
  });
  test("any span has at most 2^52 ticks, and is told to half of one", () =>
    fc.assert(
      fc.property(fc.double({ min: 1e-12, max: 1e12, noNaN: true }), (span) => {
        const tick = tickSecondsFor(span);
        expect(toTicks(span, tick)).toBeLessThanOrEqual(2 ** 52);
        expect(Math.abs(toTicks(span, tick) * tick - span)).toBeLessThanOrEqual(tick / 2);
      }),
    ));
  test("a span that is not a length of time is refused", () => {
    for (const span of [NaN, Infinity, -1]) expect(() => tickSecondsFor(span)).toThrow(RangeError);
  });
});

describe("the seeded generator", () => {
  const draws = (count: number, ...seeds: readonly number[]): readonly number[] => {
    const random = createRandom(...seeds);
    return Array.from({ length: count }, random);
  };
  test("the same seeds give the same draws, others give others", () => {
    expect(draws(20, 1, 2)).toEqual(draws(20, 1, 2));
    expect(draws(20, 1, 2)).not.toEqual(draws(20, 2, 1));
    expect(draws(20, 1)).not.toEqual(draws(20, 1 + 2 ** 32));
  });
  test("uniform: 100,000 draws in [0, 1) have mean 1/2 and variance 1/12 within 1 %", () => {
    const all = draws(100_000, 42);
    const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
    const variance = all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / all.length;
    expect(Math.min(...all.slice(0, 1000))).toBeGreaterThanOrEqual(0);
    expect(Math.abs(mean - 1 / 2)).toBeLessThan(0.005);
    expect(Math.abs(variance * 12 - 1)).toBeLessThan(0.01);
  });
  test("normal: mean 0, variance 1 within 2 %, and bounded", () => {
    const random = createRandom(7);
    const all = Array.from({ length: 100_000 }, () => drawNormal(random));
    const mean = all.reduce((sum, x) => sum + x, 0) / all.length;
    const variance = all.reduce((sum, x) => sum + (x - mean) ** 2, 0) / all.length;
    expect(Math.abs(mean)).toBeLessThan(0.02);
    expect(Math.abs(variance - 1)).toBeLessThan(0.02);
    for (const x of all) expect(Math.abs(x)).toBeLessThanOrEqual(LARGEST_NORMAL);
    expect(drawNormal(() => 1 - 2 ** -32)).toBeCloseTo(LARGEST_NORMAL, 6);
  });
});
