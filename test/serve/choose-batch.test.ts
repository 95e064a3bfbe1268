import { expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { chooseBatch, sizedService } from "../../src/serve/choose-batch.ts";
import { prepareService } from "../../src/serve/prepare-service.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const arch = buildArch(await specs.arch("a100-gpus8"));
const { spec } = await specs.workload("gpt2-m");
const lengths = { prompt: { low: 64, high: 64 }, generated: { low: 16, high: 16 } };
const input = { arch, workload: spec, lengths, promptsPerPass: 1, planners: new Map() };

test("of the batches that keep the limit the one with most tokens a second; no more places than requests", () => {
  const wide = chooseBatch(input, { perTokenSeconds: 1, requests: 100 });
  if ("kind" in wide) throw new Error("it fits");
  expect(wide.batch).toBe(128);
  for (const batch of [8, 32]) {
    const service = prepareService({ ...input, batch });
    if (service.kind !== "service") throw new Error("it fits");
    expect(wide.tokensPerSecond).toBeGreaterThanOrEqual(sizedService(batch, service).tokensPerSecond);
  }
});

test("where every batch breaks the limit on a token, the one that comes nearest: alone on a chip", async () => {
  const lone = { ...input, arch: buildArch(await specs.arch("a100-gpus1")) };
  const none = chooseBatch(lone, { perTokenSeconds: 1e-9, requests: 100 });
  expect("kind" in none ? undefined : none.batch).toBe(1);
});

test("where nothing fits, why the smallest batch does not", async () => {
  const { spec: large } = await specs.workload("gpt-3-175b");
  const small = buildArch(await specs.arch("a100-gpus8"));
  const answer = chooseBatch(
    {
      ...input,
      arch: small,
      workload: large,
      fixed: { tensorParallel: 1, pipelineParallel: 1 },
      planners: new Map(),
    },
    { perTokenSeconds: 1, requests: 1 },
  );
  expect(answer).toMatchObject({ kind: "infeasible" });
});
