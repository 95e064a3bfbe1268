import { describe, expect, test } from "vitest";
import { priceAllGather } from "../../../src/estimate/price/price-all-gather.ts";
import {
  priceAllReduce,
  priceCopy,
  priceGather,
  priceReduction,
  priceStatistics,
} from "../../../src/estimate/price/price-collective.ts";
import type { Segment } from "../../../src/estimate/priced-plan.ts";
import type { PlanChoice } from "../../../src/plan/plan.ts";
import { matmul, pricing, tinyArch, tinyGpus, vector } from "../../helpers/tiny.ts";

const on = (choice: Partial<PlanChoice>, arch = tinyArch()) => pricing({ arch, choice });
const seconds = (segments: readonly Segment[]) => segments.map((segment) => segment.seconds);

describe("all-reduce of 400 B over the ranks of a stage", () => {
  const reduced = (tensorParallel: number, arch = tinyArch()) =>
    priceAllReduce("sum", 400, on({ tensorParallel }, arch));
  test("4 in a machine: twice 300 B at 200 B/s and 2 steps of 1 s, at 0.5 J a byte", () =>
    expect(reduced(4)).toMatchObject({
      ...{ label: "sum", resource: "links", seconds: 2 * (300 / 200 + 2) },
      ...{
        traffic: { members: 4, stride: 1 },
        time: { tensorParallel: 7 },
        energy: { links: 600 * 0.5 },
        bytes: 600,
      },
    }));
  test("8 in two machines: twice 350 B at 100 B/s and 4 steps", () =>
    expect(reduced(8).seconds).toBe(2 * (350 / 100 + 4)));
  test("16 in two link domains, as one ring: twice 375 B at a chip's 20 B/s of a gateway and 8 steps of 3 s", () => {
    expect(reduced(16).resource).toBe("gateway");
    expect(reduced(16).seconds).toBe(2 * (375 / 20 + 8 * 3));
  });
  test("GPUs meet in trees of log₂ n rounds: twice 3 s and 700 B at the machine's 200 B/s", () =>
    expect(reduced(8, tinyGpus()).seconds).toBe(2 * 3 + 700 / 200));
  test("and between domains sum what each chip has left, 50 B: twice 25 B at 20 B/s and 3 s", () =>
    expect(reduced(16, tinyGpus()).seconds).toBe(2 * 3 + 700 / 200 + 2 * (25 / 20 + 3)));
});

test("an all-gather is half of that: 300 B of 400, once round", () =>
  expect(priceAllGather("gather", 400, on({ tensorParallel: 4 }))).toMatchObject({
    ...{ resource: "links", seconds: 300 / 200 + 2, time: { tensorParallel: 3.5 }, bytes: 300 },
    energy: { links: 150 },
  }));

describe("statistics of a norm of 5 channels over 4 replicas", () => {
  const norm = vector({ function: "batchnorm", statistics: { channels: 5, span: 4 } });
  test("are two sums of 4 B a channel: 40 B", () => {
    const segment = priceStatistics(norm, on({ dataParallel: 8 }));
    expect(segment?.bytes).toBe((2 * (40 * 3)) / 4);
    expect(segment?.time).toEqual({ exchange: 2 * (30 / 200 + 2) });
  });
  test("of two replicas where there are no more, each 2 · 2 chips after the other: in two machines", () => {
    const few = on({ dataParallel: 2, tensorParallel: 2, pipelineParallel: 2 });
    expect(priceStatistics(norm, few)?.seconds).toBe(2 * (20 / 100 + 1));
  });
  test("are the chip's own where there is one replica, or none asked for", () => {
    expect(priceStatistics(norm, on({}))).toBeUndefined();
    expect(priceStatistics(vector(), on({ dataParallel: 8 }))).toBeUndefined();
    expect(priceStatistics(matmul(), on({ dataParallel: 8 }))).toBeUndefined();
  });
});

describe("a hand-over of 400 B to the next stage", () => {
  test("each of two ranks sends its half: 200 B at 200 B/s, and 1 s", () =>
    expect(priceCopy("copy", 400, "next", on({ tensorParallel: 2, pipelineParallel: 2 }))).toMatchObject({
      ...{ seconds: 2, time: { pipelineCopy: 2 }, bytes: 200, resource: "links" },
    }));
  test("the slowest sets the pace: 8 stages of 2 chips are in two link domains", () =>
    expect(priceCopy("copy", 400, "next", on({ tensorParallel: 2, pipelineParallel: 8 })).seconds).toBe(
      200 / 20 + 3,
    ));
  test("stages of GPUs stand as far apart as there are replicas of them: 2 · 4 chips", () =>
    expect(
      priceCopy(
        "copy",
        400,
        "next",
        on({ tensorParallel: 2, pipelineParallel: 2, dataParallel: 4 }, tinyGpus()),
      ).seconds,
    ).toBe(200 / 20 + 3));
});

describe("gradients of 400 B summed over the replicas", () => {
  const reduced = (dataParallel: number, shards: number, expertParallel = 1) => {
    const { expertReplicas: holders } = on({ dataParallel, expertParallel }).placement;
    return priceReduction(400, { holders, shards });
  };
  test("of one domain: all-reduced where all keep all, reduce-scattered where each owns a part", () => {
    expect(seconds(reduced(8, 1))).toEqual([2 * (350 / 100 + 4)]);
    expect(seconds(reduced(8, 8))).toEqual([350 / 100 + 4]);
  });
  test("of two domains of 8: 50 B of each chip are then summed over the gateways", () => {
    const between = 25 / 20 + 3;
    expect(seconds(reduced(16, 1))).toEqual([15, 2 * between]);
    expect(seconds(reduced(16, 8))).toEqual([7.5, 2 * between]);
    expect(reduced(16, 8).map(({ resource }) => resource)).toEqual(["links", "gateway"]);
  });
  test("each domain owning its part of the state where 16 replicas do: once over the gateways", () =>
    expect(seconds(reduced(16, 16))).toEqual([7.5, 25 / 20 + 3]));
  test("of experts, which every second one of 16 holds: 4 in a domain, in two machines; 100 B are left", () =>
    expect(seconds(reduced(16, 1, 2))).toEqual([2 * (300 / 100 + 2), 2 * (50 / 20 + 3)]));
  test("of one replica: nothing", () => expect(reduced(1, 1)).toEqual([]));
  test("is charged as such", () => expect(reduced(8, 8)[0]?.time).toEqual({ gradientReduction: 7.5 }));
});

describe("weights of 400 B gathered from the replicas that own a part", () => {
  const gathered = (dataParallel: number, shards: number, expertParallel = 1) => {
    const { expertReplicas: holders } = on({ dataParallel, expertParallel }).placement;
    return priceGather(400, { holders, shards });
  };
  test("of one domain", () => expect(seconds(gathered(8, 8))).toEqual([350 / 100 + 4]));
  test("of the own domain alone, where each domain has all", () =>
    expect(seconds(gathered(16, 8))).toEqual([7.5]));
  test("from other domains first, where all replicas own parts", () => {
    expect(seconds(gathered(16, 16))).toEqual([25 / 20 + 3, 7.5]);
    expect(gathered(16, 16)[1]?.time).toEqual({ weightGather: 7.5 });
  });
  test("of experts from every second replica", () =>
    expect(seconds(gathered(16, 4, 2))).toEqual([300 / 100 + 2]));
  test("where each replica has all, there is nothing to gather", () => expect(gathered(8, 1)).toEqual([]));
});
