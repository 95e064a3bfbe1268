import { describe, expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { findPlan } from "../../src/explore/find-plan.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

/** A small one of every kind of system; the Good Computer, whose search is long, stands in the goldens. */
const SYSTEMS = [
  "mk2-pod4",
  "bow-pod16",
  "c2-server",
  "c600-cards",
  "a100-gpus8",
  "h100-gpus8",
  "tpu-v4-chips8",
];

/** A workload of every family and of every kind of task. */
const WORKLOADS = [
  "gpt-j-6b-mnli-lora",
  "gpt-3-175b-few-shot",
  "t5-base",
  "swin-t-inference",
  "resnet-50",
  "clip-vit-l14",
  "beit-3",
  "magma-caption",
  "stable-diffusion-v1-image",
  "dreambooth",
];

const specs = await openShippedSpecs();
const archs = new Map(
  await Promise.all(SYSTEMS.map(async (id) => [id, buildArch(await specs.arch(id))] as const)),
);

describe.each(WORKLOADS)("%s", (id) => {
  test("runs on every kind of system, or says what it lacks, by how much, and what would help", async () => {
    const { spec } = await specs.workload(id);
    for (const [system, arch] of archs) {
      const { best, infeasible } = findPlan({ arch, workload: spec });
      if (best !== undefined) {
        const seconds = best.evaluation.phases.map(({ timing }) => timing.seconds);
        expect(
          seconds.every((one) => one > 0 && Number.isFinite(one)),
          system,
        ).toBe(true);
        continue;
      }
      expect(infeasible?.resource, system).not.toBe("");
      expect(infeasible?.demand, system).toBeGreaterThan(infeasible?.bound ?? Infinity);
      expect(infeasible?.levers.length, system).toBeGreaterThan(0);
    }
  });
});
