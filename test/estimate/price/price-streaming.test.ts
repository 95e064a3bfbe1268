import { describe, expect, test } from "vitest";
import { priceStreaming } from "../../../src/estimate/price/price-streaming.ts";
import { pricing, TINY_DDR, tinyGpus } from "../../helpers/tiny.ts";

describe("300 B from streaming memory of 400 B/s, 150 a chip", () => {
  const streamed = (tensorParallel: number) =>
    priceStreaming("weights", 300, pricing({ choice: { tensorParallel } }));
  test("a chip by itself gets what its port carries", () =>
    expect(streamed(1)).toEqual({
      ...{ label: "weights", resource: "streaming", seconds: 2, time: { streaming: 2 }, bytes: 300 },
      energy: { streaming: 300 * 4 },
    }));
  test("four ranks in lockstep get a quarter each: 100 B/s", () => expect(streamed(4).seconds).toBe(3));
  test("of eight ranks four are on a machine", () => expect(streamed(8).seconds).toBe(3));
  test("ranks and gateway wait for each other besides, on tiled chips", () => {
    const fitted = { streamingLatencySeconds: 0.5 };
    expect(priceStreaming("weights", 300, pricing({ fitted })).seconds).toBe(2.5);
    const arch = tinyGpus({ machine: { streaming: TINY_DDR } });
    expect(priceStreaming("weights", 300, pricing({ arch, fitted })).seconds).toBe(2);
  });
  test("is an error where there is none", () =>
    expect(() => priceStreaming("weights", 300, pricing({ arch: tinyGpus() }))).toThrow(/without streaming/));
});
