import { describe, expect, test } from "vitest";
import {
  allReduce,
  allToAll,
  broadcast,
  halfCollective,
  switchedAllToAll,
} from "../../../src/cost/collective/collective.ts";

const oneWay = { bytesPerSecond: 100, latencySeconds: 1, bidirectional: false };
const bothWays = { bytesPerSecond: 100, latencySeconds: 1 };

describe("collectives on a ring", () => {
  test("all-reduce of 400 bytes over 4 chips one way: 6 hops of 1 s, and 6/4 of 400 bytes at 100 B/s", () =>
    expect(allReduce(400, 4, oneWay)).toEqual({
      seconds: 6 * 1 + ((6 / 4) * 400) / 100,
      bytesSent: (6 / 4) * 400,
    }));
  test("both ways round it takes half the steps, rounded up", () =>
    expect(allReduce(400, 4, bothWays).seconds).toBe(2 * 2 * 1 + ((6 / 4) * 400) / 100));
  test("reduce-scatter and all-gather are the halves of an all-reduce", () =>
    expect(2 * halfCollective(400, 4, bothWays).seconds).toBe(allReduce(400, 4, bothWays).seconds));
  test("a broadcast streams its bytes past every chip: 3 hops, once the bytes", () =>
    expect(broadcast(400, 4, oneWay)).toEqual({ seconds: 3 + 4, bytesSent: 300 }));
  test("all-to-all over 4 chips both ways: pieces travel 1, 1 and 2 hops", () =>
    expect(allToAll(400, 4, bothWays)).toEqual({ seconds: 2 + 400 / 100, bytesSent: 100 * (1 + 1 + 2) }));
  test("five chips both ways meet in two steps, not three, and their pieces travel 1, 1, 2 and 2 hops", () => {
    expect(halfCollective(500, 5, bothWays).seconds).toBe(2 * 1 + ((4 / 5) * 500) / 100);
    expect(allToAll(500, 5, bothWays)).toEqual({ seconds: 2 + 600 / 100, bytesSent: 100 * (1 + 1 + 2 + 2) });
  });
  test("all-to-all over 4 chips one way: 1, 2 and 3 hops", () =>
    expect(allToAll(400, 4, oneWay).bytesSent).toBe(100 * (1 + 2 + 3)));
  test("one member, or no bytes, costs nothing", () => {
    for (const law of [halfCollective, allReduce, broadcast, allToAll]) {
      expect(law(400, 1, bothWays)).toEqual({ seconds: 0, bytesSent: 0 });
      expect(law(0, 4, bothWays)).toEqual({ seconds: 0, bytesSent: 0 });
    }
  });
});

describe("all-to-all over a switch", () => {
  const link = { bytesPerSecond: 100, latencySeconds: 0.5 };

  test("each of 4 members sends 3 of 4 parts of its 1000 bytes, none of them twice: 7.5 s + 0.5 s", () =>
    expect(switchedAllToAll(1000, 4, link)).toEqual({ bytesSent: 750, seconds: 8 }));

  test("is what a ring carries where no piece goes further than the next member", () =>
    expect(switchedAllToAll(1000, 2, link).bytesSent).toBe(allToAll(1000, 2, link).bytesSent));

  test("one member keeps all", () =>
    expect(switchedAllToAll(1000, 1, link)).toEqual({ bytesSent: 0, seconds: 0 }));
});
