import { expect, test } from "vitest";
import type { Arch, RooflineChip } from "../../src/arch/arch.ts";
import type { Residence } from "../../src/plan/plan.ts";
import { breakdownOf } from "../../src/result/breakdown.ts";
import { metricContext } from "../../src/result/metric-context.ts";
import { rooflineOf } from "../../src/result/roofline.ts";
import { tinyArch, tinyChoice, training } from "./fake-evaluation.ts";

const [phase] = training.phases;
const [light, full] = phase!.plan.residence as readonly [Residence, Residence];
const withPlan = (change: Partial<NonNullable<typeof phase>["plan"]>) =>
  metricContext({ ...training, phases: [{ ...phase!, plan: { ...phase!.plan, ...change } }] });

test("the chip whose memory is shown is the fullest, the one whose streaming memory is shown keeps most there", () => {
  const residence = [
    { ...full, offChip: {} },
    { ...light, offChip: { streaming: { ...light.offChip["streaming"]!, optimizer: 300 } } },
  ];
  const { sram, streaming } = breakdownOf(withPlan({ residence })).memoryBytes;
  expect(sram).toMatchObject({ weights: 1500, code: 500 });
  expect(streaming["optimizer"]).toBe(2 * 300);
});

test("a plan of one chip keeps nothing for the other chip of its machine", () => {
  const choice = { ...tinyChoice, pipelineParallel: 1, dataParallel: 1 };
  expect(breakdownOf(withPlan({ choice })).memoryBytes.streaming["optimizer"]).toBe(700);
});

const gpu = {
  ...{ architecture: "roofline", id: "gpu", peakFlopsPerSecond: { fp16_16: 100 }, memoryBytes: 9000 },
  power: tinyArch.chip.power,
  ...{ memoryBytesPerSecond: 60, memoryJoulesPerByte: 0.25 },
} as unknown as RooflineChip;

const withHbm: Arch = {
  ...tinyArch,
  chip: gpu,
  memories: {
    ...tinyArch.memories,
    sram: { ...tinyArch.memories.sram, bytes: 9000, bytesPerSecond: 60, joulesPerByte: 0.25 },
  },
};

test("other memories tell what is in them, a chip's own of the fullest chip alone, and their room", () => {
  const hbm = { ...tinyArch.memories.streaming!, id: "hbm", sharedBy: "chip", bytes: 5000 } as const;
  const arch = { ...tinyArch, memories: { ...tinyArch.memories, hbm } };
  const kept = { ...light.offChip["streaming"]!, weights: 40, optimizer: 2 };
  const plan = { ...phase!.plan, arch, residence: [{ ...full, offChip: { hbm: kept } }] };
  const { others } = breakdownOf(
    metricContext({ ...training, arch, phases: [{ ...phase!, plan }] }),
  ).memoryBytes;
  expect(others).toEqual({ hbm: { bytes: { ...kept }, limit: 5000 } });
  expect(breakdownOf(metricContext(training)).memoryBytes).not.toHaveProperty("others");
});

test("the roofline of a chip without tiles is that of its memory: 20 J at a quarter of a joule a byte", () => {
  const context = metricContext({ ...training, arch: withHbm });
  expect(rooflineOf(context)).toEqual({
    peakFlopsPerSecond: 8 * 100,
    bytesPerSecond: 8 * 60,
    flopsPerByte: 4800 / (20 / 0.25),
    flopsPerSecond: 4800 / 2,
  });
  expect(breakdownOf(context).memoryBytes.sramLimit).toBe(9000);
});

test("where no byte was charged for there is no point under the roofline", () => {
  const free = { ...phase!.timing, energy: { ...phase!.timing.energy, sram: 0 } };
  const context = metricContext({ ...training, phases: [{ ...phase!, timing: free }] });
  expect(rooflineOf(context)).toBeUndefined();
  const sram = { ...withHbm.memories.sram, joulesPerByte: 0 };
  const unknown = { ...withHbm, memories: { ...withHbm.memories, sram } };
  const charged = metricContext({ ...training, arch: unknown });
  expect(rooflineOf(charged)).toBeUndefined();
});
