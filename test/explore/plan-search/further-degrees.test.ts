import { expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { findPlan } from "../../../src/explore/find-plan.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const arch = buildArch(await specs.arch("bow-pod64"));
const { spec } = await specs.workload("llama-7b");

/** 28 layers with 28 heads and 4 heads of keys and values: tensor parallelism of 1, 2, 4 and 28 divides both. */
const workload = {
  ...spec,
  model: { ...spec.model, layers: 28, hidden: 3584, heads: 28, kvHeads: 4, ffn: 18944, vocabulary: 152_064 },
  task: { ...spec.task, globalBatch: 64 },
} as typeof spec;

test("28 heads that do not fit over powers of two are divided over 28 IPUs by every search", () => {
  const usual = findPlan({ arch, workload });
  expect(usual.best?.choice.tensorParallel).toBe(28);
  expect(usual.gap).toBe(0);
  const forced = findPlan({ arch, workload, fixed: { tensorParallel: 28 } });
  expect(usual.best?.choice).toEqual(forced.best?.choice);
  expect(findPlan({ arch, workload, fixed: { tensorParallel: 4 } }).best).toBeUndefined();
});

test("every plan of both searches is counted once", () => {
  const { counts } = findPlan({ arch, workload });
  const { plans, misfits: _, ...once } = counts;
  expect(Object.values(once).reduce((sum, count) => sum + count, 0)).toBe(plans);
  const usual = findPlan({ arch, workload, fixed: { tensorParallel: 28 } }).counts.plans;
  expect(plans).toBeGreaterThan(usual);
});
