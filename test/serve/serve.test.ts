import { whyNoPlan } from "../../src/plan/choice/illegal.ts";
import { describe, expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { evaluate } from "../../src/evaluate.ts";
import { poissonArrivals } from "../../src/serve/arrivals.ts";
import { findCapacity } from "../../src/serve/find-capacity.ts";
import { prepareService } from "../../src/serve/prepare-service.ts";
import { serve, serveAtCapacity } from "../../src/serve/serve.ts";
import { percentiles } from "../../src/serve/serving-metrics.ts";
import { servingWorkload } from "../../src/serve/serving-workload.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const arch = buildArch(await specs.arch("bow-pod4"));
const { spec } = await specs.workload("gpt2-m");
const lengths = { prompt: { low: 128, high: 128 }, generated: { low: 33, high: 33 } };
const prepared = prepareService({ arch, workload: spec, lengths, batch: 8, promptsPerPass: 1 });
if (prepared.kind !== "service") throw new Error(whyNoPlan(prepared));
const service = prepared;
const limits = { firstTokenSeconds: 0.5, perTokenSeconds: 0.05 };
const traffic = (requestsPerSecond: number, requests = 200) =>
  poissonArrivals({ requestsPerSecond, requests, ...lengths, seed: 1 });
const input = { arch, service, batching: "continuous", promptsPerPass: 1, limits, seed: 1 } as const;

describe("a model served on a machine", () => {
  test("alone, its answer takes what evaluate() says of a batch of one", () => {
    const workload = servingWorkload(spec, lengths, service.choice.dataParallel);
    const choice = { ...service.choice, microBatch: 1, microBatches: 1 };
    const evaluation = evaluate({ arch, workload, choice, fidelity: "analytic" });
    if (evaluation.kind !== "evaluation") throw new Error("it does not fit");
    const [prefill, decode] = evaluation.phases.map(({ timing }) => timing.seconds) as [number, number];
    const { latencySeconds, timeToFirstTokenSeconds } = serve({ ...input, requests: traffic(1, 1) });
    expect(timeToFirstTokenSeconds.p50 / prefill).toBeCloseTo(1, 6);
    // Contexts are padded to 64 tokens, and evaluate() takes the mean context: alike within a few per cent.
    expect(latencySeconds.p50 / (prefill + decode)).toBeGreaterThan(0.95);
    expect(latencySeconds.p50 / (prefill + decode)).toBeLessThan(1.05);
  });

  test("keeps limits more rarely under more load, and its capacity is the edge", () => {
    const at = (rate: number) => serve({ ...input, requests: traffic(rate) }).attainmentFraction;
    const found = serveAtCapacity({ ...input, requests: traffic(10) }, 0.9);
    const capacity = found!.requestsPerSecond;
    expect(at(capacity * 0.9)).toBeGreaterThanOrEqual(0.9);
    expect(at(capacity * 1.2)).toBeLessThan(0.9);
    expect(found!.metrics.attainmentFraction).toBeGreaterThanOrEqual(0.9);
  });

  test("limits below the time of a single pass are kept at no rate", () => {
    const impossible = { firstTokenSeconds: 1e-6, perTokenSeconds: 1e-6 };
    expect(serveAtCapacity({ ...input, limits: impossible, requests: traffic(10, 20) }, 0.9)).toBeUndefined();
  });

  test("limits that all requests at once still keep have no capacity", () => {
    const loose = { firstTokenSeconds: 1e6, perTokenSeconds: 1e6 };
    const found = serveAtCapacity({ ...input, limits: loose, requests: traffic(10, 20) }, 0.9);
    expect(found?.requestsPerSecond).toBe(Infinity);
  });

  test("energy is standing power times time and every pass", () => {
    const metrics = serve({ ...input, requests: traffic(2, 20) });
    const standing = arch.chips * arch.chip.power.idleWatts + arch.machines * arch.machine.overheadWatts;
    expect(metrics.averagePowerWatts).toBeGreaterThan(standing);
    const tokens = 20 * 33;
    expect(metrics.energyJoulesPerToken * tokens).toBeCloseTo(metrics.averagePowerWatts * metrics.seconds, 6);
  });

  test("a draft runs where it finds room beside the model, and is refused by the demand of both where not", async () => {
    const draft = { workload: (await specs.workload("gpt2-s")).spec, draftTokens: 3, acceptance: 0.9 };
    const question = { workload: spec, lengths, batch: 1, promptsPerPass: 1, draft };
    const roomy = prepareService({ ...question, arch: buildArch(await specs.arch("a100-gpus")) });
    expect(roomy).toMatchObject({ kind: "service", speculation: { draftTokens: 3, acceptance: 0.9 } });
    const crowded = prepareService({ ...question, arch });
    if (crowded.kind !== "infeasible")
      throw new Error("124 M parameters more on a chip already two thirds full");
    const { demand, bound, breakdown } = crowded;
    expect(demand).toBeGreaterThan(bound);
    expect(Object.keys(breakdown)).toEqual(["gpt2-m", "gpt2-s"]);
    expect(Object.values(breakdown).reduce((sum, bytes) => sum + bytes, 0)).toBeCloseTo(demand, 3);
  });

  test("a draft's passes are part of every pass of the model", async () => {
    const speculation = { draftTokens: 3, acceptance: 1, draft: () => ({ seconds: 0.1, joules: 0 }) };
    const with3 = serve({ ...input, service: { ...service, speculation }, requests: traffic(1, 1) });
    // 32 tokens after the first, four a pass: eight passes, each with its drafts before it.
    expect(with3.latencySeconds.p50).toBeGreaterThan(8 * 0.1);
    expect(with3.latencySeconds.p50).toBeLessThan(
      8 * 0.1 + serve({ ...input, requests: traffic(1, 1) }).latencySeconds.p50,
    );
  });
});

test("a capacity is found to 1 % from any guess", () => {
  for (const guess of [0.001, 1, 42, 1e6]) {
    const found = findCapacity((rate) => (rate <= 42 ? 1 : 0), { share: 0.9, guess });
    expect(found).toBeLessThanOrEqual(42);
    expect(found).toBeGreaterThan(42 / 1.011);
  }
});

test("percentiles are values of the list: nearest rank", () =>
  expect(percentiles([5, 1, 4, 2, 3, 6, 7, 8, 9, 10])).toEqual({ p50: 5, p90: 9, p99: 10 }));
