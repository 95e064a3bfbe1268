import { expect, test } from "vitest";
import { buildArch } from "../../src/arch/build-arch.ts";
import { startTally } from "../../src/estimate/price/tally.ts";
import { findPlan } from "../../src/explore/find-plan.ts";
import { decoderOfSize } from "../../src/optimum/decoder-of-size.ts";
import { decoderPlanner } from "../../src/optimum/plan-decoder.ts";
import { measureMetrics } from "../../src/result/measure.ts";
import { metricContext } from "../../src/result/metric-context.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

test("a decoder is planned once for all lengths of its run, and reads as if it had been planned for each", async () => {
  const arch = buildArch(await (await openShippedSpecs()).arch("bow-pod4"));
  const tally = startTally();
  const planDecoder = decoderPlanner(arch, Object.assign(new Map<never, never>(), { tally }));
  for (const tokens of [1e9, 20e9]) {
    const workload = decoderOfSize(50e6, tokens);
    const planned = planDecoder(workload);
    if ("noPlan" in planned) throw new Error("it fits");
    const { evaluation } = findPlan({ arch, workload }).best!;
    expect(measureMetrics(metricContext(planned.best))).toEqual(measureMetrics(metricContext(evaluation)));
  }
  expect(tally.searches).toBe(1);
  planDecoder(decoderOfSize(100e6, 1e9));
  expect(tally.searches).toBe(2);
});
