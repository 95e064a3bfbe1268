import { describe, expect, test } from "vitest";
import { sizeFleet, type Tried } from "../../src/serve/size-fleet.ts";

const SIZES = [1, 2, 4, 8, 16, 24, 32, 40, 48, 56, 64];
/** Keeps all requests from so many chips on; fits from `fits`. */
const from =
  (enough: number, fits = 1) =>
  (size: number): Promise<Tried<string>> =>
    Promise.resolve(
      size < fits
        ? { kind: "misfit", because: "small" }
        : { kind: "serves", attained: Math.min(1, size / enough), answer: `on ${size}` },
    );

describe("the least fleet", () => {
  test.each([1, 2, 5, 8, 24, 33, 40, 64])("that keeps all requests from %i chips on", async (enough) => {
    const least = SIZES.find((size) => size >= enough);
    const fleet = await sizeFleet(SIZES, 1, from(enough));
    expect([fleet.size, fleet.answer]).toEqual([least, `on ${least}`]);
    expect(fleet.tried.length).toBeLessThanOrEqual(10);
  });
  test("is looked for above what does not fit, and says what was tried", async () => {
    const fleet = await sizeFleet(SIZES, 0.9, from(16, 4));
    expect(fleet.size).toBe(16);
    expect(fleet.tried.slice(0, 2)).toEqual([
      { size: 1, outcome: { kind: "misfit", because: "small" } },
      { size: 2, outcome: { kind: "misfit", because: "small" } },
    ]);
  });
  test("is none where the largest keeps too few", async () => {
    const fleet = await sizeFleet(SIZES, 0.9, from(100));
    expect(fleet).not.toHaveProperty("size");
    expect(fleet.tried.at(-1)?.size).toBe(64);
  });
  test("may be the one size that there is", async () =>
    expect((await sizeFleet([7], 0.5, from(1))).size).toBe(7));
});
