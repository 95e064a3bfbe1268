import { expect, test } from "vitest";
import { buildArch } from "../../../src/arch/build-arch.ts";
import { expertPlaces } from "../../../src/explore/plan-search/expert-places.ts";
import type { Layout } from "../../../src/explore/plan-search/plan-space.ts";
import { openShippedSpecs } from "../../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const arch = buildArch(await specs.arch("tpu-v4-chips1024"));
const namesOf = (pipelineParallel: number, expertParallel: number): readonly string[] => {
  const degrees = { pipelineParallel, expertParallel, dataParallel: 8, microBatch: 1, microBatches: 1 };
  const options = { expertWeights: ["as-weights"], rankOrder: ["tensor-pipeline-data"] };
  return expertPlaces(arch)
    .ofLayout({ degrees, options } as unknown as Layout, 1)
    .map(({ name }) => name);
};

test("places are one where their links cost the same, however many stages lie between", () =>
  // All of a torus is one link domain: 2 and 4 chips apart are as near.
  expect(namesOf(2, 8)).toEqual(namesOf(4, 8)));

test("places differ by how many replicas share experts", () =>
  expect(namesOf(2, 8)).not.toEqual(namesOf(2, 4)));
