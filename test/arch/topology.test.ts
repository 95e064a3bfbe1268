import { describe, expect, test } from "vitest";
import { streamingBytesPerSecondPerChip } from "./bandwidth.ts";
import { bestArithmetic } from "../../src/arch/best-arithmetic.ts";
import { buildArch } from "../../src/arch/build-arch.ts";
import { hierarchy, ringBytesPerSecond, ringLevel, ringStepSeconds } from "../../src/arch/topology.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const archOf = async (id: string) => buildArch(await specs.arch(id));
const pod256 = await archOf("bow-pod256");

describe("where a group of chips lies", () => {
  test("four neighbours share a machine, 64 a link domain, 256 spread over four domains", () => {
    expect(hierarchy(pod256, 4)).toEqual({ chipsPerMachine: 4, chipsPerDomain: 4, domains: 1 });
    expect(hierarchy(pod256, 64)).toEqual({ chipsPerMachine: 4, chipsPerDomain: 64, domains: 1 });
    expect(hierarchy(pod256, 256)).toEqual({ chipsPerMachine: 4, chipsPerDomain: 64, domains: 4 });
  });

  test("replicas of 8 chips: one chip of the group in every second machine, 8 in a domain", () => {
    expect(hierarchy(pod256, 32, 8)).toEqual({ chipsPerMachine: 1, chipsPerDomain: 8, domains: 4 });
  });

  test("a group whose members are a domain apart has one in each", () => {
    expect(hierarchy(pod256, 4, 64)).toEqual({ chipsPerMachine: 1, chipsPerDomain: 1, domains: 4 });
  });

  test("a group of one lies in one place", () => {
    expect(hierarchy(pod256, 1, 256)).toEqual({ chipsPerMachine: 1, chipsPerDomain: 1, domains: 1 });
  });
});

describe("what a ring of them has", () => {
  const usable = 16e9 * 0.85;

  test("inside a Bow-2000 and across machines two links a chip, across domains a quarter of the gateway", () => {
    expect([ringLevel(pod256, 4), ringBytesPerSecond(pod256, 4)]).toEqual(["machine", 2 * usable]);
    expect([ringLevel(pod256, 8), ringBytesPerSecond(pod256, 8)]).toEqual(["domain", 2 * usable]);
    expect([ringLevel(pod256, 128), ringBytesPerSecond(pod256, 128)]).toEqual(["gateway", 25e9 / 4]);
    expect([ringLevel(pod256, 4, 64), ringBytesPerSecond(pod256, 4, 64)]).toEqual(["gateway", 25e9 / 4]);
  });

  test("a GPU has 300 GB/s of NVLink, times what is usable, inside its machine, and 22.5 GB/s of InfiniBand beyond", async () => {
    const gpus = await archOf("a100-gpus64");
    expect(ringBytesPerSecond(gpus, 8)).toBeLessThan(300e9);
    expect(ringBytesPerSecond(gpus, 8)).toBeCloseTo(
      gpus.chip.links.count * gpus.chip.links.bytesPerSecondEach,
      0,
    );
    expect(ringBytesPerSecond(gpus, 16)).toBeCloseTo(25e9 * 0.9, 0);
    expect(ringBytesPerSecond(gpus, 8, 8)).toBeCloseTo(25e9 * 0.9, 0);
  });

  test("a link's step costs the latency of links, a gateway's that of gateways, a group of one nothing", () => {
    expect(ringStepSeconds(pod256, 8)).toBe(pod256.chip.links.latencySeconds);
    expect(ringStepSeconds(pod256, 256)).toBe(pod256.machine.gateway.latencySeconds);
    expect(ringStepSeconds(pod256, 1)).toBe(0);
    expect(ringBytesPerSecond(pod256, 1)).toBe(Infinity);
  });
});

describe("streaming memory", () => {
  test("four chips that stream share what the machine attains", () =>
    expect(streamingBytesPerSecondPerChip(pod256)).toBe(23e9 / 4));

  test("a machine without has none", async () =>
    expect(streamingBytesPerSecondPerChip(await archOf("c600"))).toBe(0));
});

describe("the fastest arithmetic that keeps a precision", () => {
  test("half partials where they are faster, FP16 where there is no FP8", async () => {
    expect(bestArithmetic(pod256.chip, "fp16")).toBe("fp16_16");
    expect(bestArithmetic(pod256.chip, "fp8")).toBe("fp16_16");
    expect(bestArithmetic((await archOf("c600")).chip, "fp8")).toBe("fp8_16");
    expect(bestArithmetic(pod256.chip, "fp32")).toBe("fp32");
  });

  test("a chip that only has FP8 cannot keep FP16", () => {
    const chip = { ...pod256.chip, macsPerCycle: { fp8_16: 128 } };
    expect(bestArithmetic(chip as typeof pod256.chip, "fp16")).toBeUndefined();
  });
});

describe("a built machine", () => {
  test("without a cap is never slowed down by one", async () =>
    expect((await archOf("good-computer")).machine.capWatts).toBe(Infinity));

  test("one chip never streams faster than its machine", async () => {
    const loaded = await specs.arch("bow-pod4", { "machine.streaming.chipBandwidth": "100 GB/s" });
    expect(buildArch(loaded).memories.streaming?.chipBytesPerSecond).toBe(23e9);
  });

  test("has usable link rates: raw rate x efficiency", async () => {
    const loaded = await specs.arch("bow-pod4", { "chip.links.efficiency": 0.5 });
    expect(buildArch(loaded).chip.links.bytesPerSecondEach).toBe(16e9 * 0.5);
  });

  test("lists every number it was built from", async () => {
    const loaded = await specs.arch("bow-pod4");
    expect(buildArch(loaded).inputs).toBe(loaded.provenance);
  });
});
