import { describe, expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { findPlan } from "../../src/explore/find-plan.ts";
import type { WorkloadSpec } from "../../src/spec/kinds/workload-spec.ts";
import { someOf } from "../helpers/cases.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

/**
 * A small one of every kind of system: IPUs of three generations (C600 cards are Mk2 chips, the pod has Bow ones), GPUs
 * and TPUs. The Good Computer takes those of `TEXT`, images are a long search on it.
 */
const SYSTEMS = ["bow-pod16", "c2-server", "c600-cards", "a100-gpus8", "h100-gpus8", "tpu-v4-chips8"];

/** Text: sizes of GPT, compute-optimal, pruned, with experts, fine-tuned, prompted. */
const TEXT = [
  "bert-large",
  "gpt-3-175b",
  "chinchilla-70b",
  "mixtral-8x7b",
  "brain-scale",
  "luminous-base-sparse",
  "gpt-j-6b-mnli",
  "gpt-j-6b-mnli-lora",
  "gpt-3-175b-few-shot",
  "t5-base",
];

/** With these, a workload of every family and of every kind of task. Large mixtures are in reports/experts-or-dense. */
const IMAGES = [
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
  await Promise.all(
    [...SYSTEMS, "good-computer"].map(async (id) => [id, buildArch(await specs.arch(id))] as const),
  ),
);

/** Tile plans depend on shapes and tiles alone: machines of one kind of chip share them. */
const planners = new Map();

/** Systems that a workload is tried on; each begins the list elsewhere, so that a part of it still has every system. */
function systemsFor(id: string, at: number): readonly string[] {
  const all = [...archs.keys()].filter((system) => system !== "good-computer" || TEXT.includes(id));
  const turned = all.map((_, place) => all[(place + at) % all.length]!);
  return someOf("every workload on every system", turned);
}

/** Rows of a training step. The search divides them in every way: of 1,024 there are twice as many plans as of 32. */
const BATCH = 32;

async function smallBatch(id: string): Promise<WorkloadSpec> {
  const { spec } = await specs.workload(id);
  return spec.task.kind === "inference"
    ? spec
    : (await specs.workload(id, { "task.globalBatch": BATCH })).spec;
}

describe.each([...TEXT, ...IMAGES].map((id, at) => [id, systemsFor(id, at)] as const))(
  "%s",
  (id, systems) => {
    test("runs on every kind of system, or says what it lacks, by how much, and what would help", async () => {
      const spec = await smallBatch(id);
      for (const system of systems) {
        const arch = archs.get(system)!;
        const { best, noPlan } = findPlan({ arch, workload: spec, planners });
        if (best !== undefined) {
          const seconds = best.evaluation.phases.map(({ timing }) => timing.seconds);
          expect(
            seconds.every((one) => one > 0 && Number.isFinite(one)),
            system,
          ).toBe(true);
          continue;
        }
        const infeasible = noPlan?.kind === "infeasible" ? noPlan : undefined;
        expect(infeasible?.resource, system).not.toBe("");
        expect(infeasible?.demand, system).toBeGreaterThan(infeasible?.bound ?? Infinity);
        expect(infeasible?.levers.length, system).toBeGreaterThan(0);
      }
    });
  },
);
