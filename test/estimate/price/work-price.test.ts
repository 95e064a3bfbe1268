import { describe, expect, test } from "vitest";
import { FREE, tilesSegment } from "../../../src/estimate/price/work-price.ts";

const work = {
  ...FREE,
  matmulSeconds: 2,
  vectorSeconds: 1,
  syncSeconds: 1,
  matmulJoules: 300,
  sramJoules: 100,
};

describe("tilesSegment", () => {
  test("below the cap the work takes its own time", () => {
    const segment = tilesSegment("layer", work, { idleWatts: 40, capWatts: 140 });
    expect(segment.seconds).toBe(2 + 1 + 1);
    expect(segment.time).toEqual({ matmul: 2, vector: 1, exchange: 0, sync: 1, layout: 0, throttling: 0 });
  });
  test("above it the dynamic energy is spread until idle and dynamic power meet the cap", () => {
    // 400 J in 4 s are 100 W above 40 W idle; a cap of 90 W leaves 50 W: 8 s.
    const segment = tilesSegment("layer", work, { idleWatts: 40, capWatts: 90 });
    expect(segment.seconds).toBe(400 / (90 - 40));
    expect(segment.time.throttling).toBe(8 - 4);
    expect(Object.values(segment.energy).reduce((sum, joules) => sum + joules, 0)).toBe(400);
  });
  test("an update is charged to its category, throttled or not", () =>
    expect(tilesSegment("update", work, { idleWatts: 40, capWatts: 90 }, "optimizer").time).toEqual({
      optimizer: 8,
    }));
});
