import { describe, expect, test } from "vitest";
import {
  planarCollective,
  torusAllReduce,
  torusHalfCollective,
  torusSides,
} from "../../../src/cost/roofline/torus-collective.ts";

/** 10 B/s a link, 1 s a step; sides of four and more are rings. */
const links = { bytesPerSecond: 10, latencySeconds: 1, ring: 4 };

test("a block is as near to a cube as its factors allow, and lies in as few dimensions as it needs", () => {
  expect(torusSides(64, 3)).toEqual([4, 4, 4]);
  expect(torusSides(32, 3)).toEqual([4, 4, 2]);
  expect(torusSides(8, 2)).toEqual([4, 2]);
  expect(torusSides(6, 2)).toEqual([3, 2]);
  expect(torusSides(1, 3)).toEqual([]);
});

describe("a reduce-scatter of 640 B", () => {
  test("in a ring of four: 480 B over two links, two steps", () =>
    expect(torusHalfCollective(640, [4], links)).toEqual({ seconds: 480 / 20 + 2, bytesSent: 480 }));
  test("in a line of three: two thirds over one link, two steps", () =>
    expect(torusHalfCollective(660, [3], links)).toEqual({ seconds: 440 / 10 + 2, bytesSent: 440 }));
  test("in a block of 4 × 4 × 4: all six links at once, two steps a side", () =>
    expect(torusHalfCollective(640, [4, 4, 4], links)).toEqual({ seconds: 630 / 60 + 6, bytesSent: 630 }));
  test("an all-reduce is two of them; one chip, or nothing to move, takes no time", () => {
    expect(torusAllReduce(640, [4], links)).toEqual({ seconds: 52, bytesSent: 960 });
    expect(torusHalfCollective(640, [], links).seconds).toBe(0);
    expect(torusHalfCollective(0, [4], links).seconds).toBe(0);
  });
});

describe("products over a block of 4 × 4", () => {
  const quick = { ...links, latencySeconds: 0 };
  const traffic = { outerBytes: 1600, innerBytes: 2400, weightBytes: 1e9, samples: 1 };
  const secondsOf = (change: Partial<typeof traffic>): number =>
    planarCollective({ ...traffic, ...change }, [4, 4], quick).seconds;

  test("divide weights along both sides: 300 B twice and 450 B, each over two links", () =>
    // Outer: 1,600 / 4 over a ring of four, both ways: 2 · 300 / 20. Inner: 2,400 / 4: 450 / 20.
    expect(secondsOf({})).toBe(30 + 22.5));
  test("divide them along the outer side alone where little lies between: one gather over four links", () =>
    expect(secondsOf({ innerBytes: 160 })).toBe(150 / 40));
  test("divide them along the inner side alone where much lies between: an all-reduce over four links", () =>
    expect(secondsOf({ innerBytes: 1e6 })).toBe((2 * 1500) / 40));
  test("gather weights where there are more samples than weights: 160 B over four links", () =>
    expect(secondsOf({ weightBytes: 160, samples: 16 })).toBe(150 / 40));
  test("do not gather weights for fewer samples than chips would be apart", () =>
    expect(secondsOf({ weightBytes: 160, samples: 3 })).toBe(52.5));
  test("in a block of four times as many chips a side exchange less than half", () => {
    const large = planarCollective(traffic, [16, 16], quick).seconds;
    expect(large).toBeLessThan(52.5 / 2);
  });
});
