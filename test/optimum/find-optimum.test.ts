import { beforeAll, describe, expect, test } from "vitest";
import type { Arch } from "../../src/arch/arch.ts";
import { buildArch } from "../../src/arch/build-arch.ts";
import { decoderOfSize } from "../../src/optimum/decoder-of-size.ts";
import { allocate, findOptimum, type Optimum, type OptimumAnswer } from "../../src/optimum/find-optimum.ts";
import { decoderPlanner, type PlanDecoder } from "../../src/optimum/plan-decoder.ts";
import { SCALING_LAWS } from "../../src/optimum/laws/index.ts";
import { exactParameters } from "../../src/workload/graph/parameters.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const law = SCALING_LAWS.besiroglu;
let arch: Arch;
let planDecoder: PlanDecoder;

beforeAll(async () => {
  arch = buildArch(await (await openShippedSpecs()).arch("bow-pod64"));
  planDecoder = decoderPlanner(arch, new Map());
});

const optimum = (answer: OptimumAnswer): Optimum => {
  if (answer.kind !== "optimum") throw new Error(JSON.stringify(answer));
  return answer;
};

describe("decoderOfSize", () => {
  test("175 billion parameters give GPT-3's shape", () => {
    const { model } = decoderOfSize(174.6e9, 300e9);
    expect([model.layers, model.hidden, model.heads]).toEqual([96, 12288, 96]);
  });
  test.each([125e6, 1e9, 7e9, 70e9, 1e12])("%d parameters are met within 7 %%", (parameters) =>
    expect(exactParameters(decoderOfSize(parameters, 1e9)) / parameters).toBeCloseTo(1, 0.85),
  );
  test("batches are GPT-3's at both ends: 0.5 and 3.2 million tokens", () => {
    const tokens = (parameters: number): number => {
      const { task } = decoderOfSize(parameters, 1e9);
      return task.kind === "inference" ? 0 : task.globalBatch * 2048;
    };
    expect(tokens(125e6) / 0.5e6).toBeCloseTo(1, 1);
    expect(tokens(175e9) / 3.2e6).toBeCloseTo(1, 1);
  });
});

describe("findOptimum", () => {
  test("a budget of FLOPs is split as the law says", () => {
    const { allocation, flops } = optimum(
      findOptimum({ arch, law, budget: { kind: "flops", flops: 1e21 }, planDecoder }),
    );
    expect(6 * allocation.parameters * allocation.tokens).toBeCloseTo(flops, -12);
    expect(allocation).toEqual(law.optimum(1e21));
  });

  test.each([
    ["30 days", { kind: "days", seconds: 30 * 86400 }, "timeToTrainSeconds", 30 * 86400],
    ["$20,000", { kind: "dollars", money: "depreciation", dollars: 20_000 }, "costDollars", 20_000],
  ] as const)("%s are used up within 2 %%", (_, budget, metric, value) => {
    const answer = optimum(findOptimum({ arch, law, budget, planDecoder }));
    // Layers and widths come in whole steps of about 3 %, and time with them.
    expect(Math.abs((answer.metrics[metric] ?? 0) / value - 1)).toBeLessThan(0.02);
  });

  test("a target loss costs what the law says", () => {
    const answer = optimum(
      findOptimum({ arch, law, budget: { kind: "target-loss", loss: 2.4 }, planDecoder }),
    );
    expect(answer.allocation.loss).toBeCloseTo(2.4, 9);
    expect(answer.flops).toBe(law.flopsForLoss(2.4));
  });

  test("with fewer tokens than the law wants, the model grows and the loss is worse", () => {
    const free = allocate(law, 1e22);
    const scarce = allocate(law, 1e22, free.tokens / 4);
    expect(scarce.parameters).toBeCloseTo(free.parameters * 4, -6);
    expect(scarce.loss).toBeGreaterThan(free.loss);
    const answer = optimum(
      findOptimum({
        arch,
        law,
        budget: { kind: "target-loss", loss: 2.7 },
        tokensAvailable: 3e9,
        planDecoder,
      }),
    );
    expect(answer.limitedByTokens).toBe(true);
    expect(answer.allocation.loss).toBeCloseTo(2.7, 9);
  });

  test("a budget whose model does not fit says what it lacks; one that is small enough is met without a start that fits", async () => {
    const small = buildArch(await (await openShippedSpecs()).arch("c600-cards")); // no streaming memory
    const ask = (seconds: number): OptimumAnswer =>
      findOptimum({ arch: small, law, budget: { kind: "days", seconds } });
    expect(ask(30 * 86400)).toMatchObject({ kind: "infeasible" });
    const minute = optimum(ask(40));
    expect(minute.flops).toBeLessThan(8.64e19);
    expect(Math.abs((minute.metrics.timeToTrainSeconds ?? 0) / 40 - 1)).toBeLessThan(0.1);
  });

  test("a loss below what the law can reach is unreachable, and says so", () =>
    expect(findOptimum({ arch, law, budget: { kind: "target-loss", loss: 1.7 } })).toMatchObject({
      kind: "unreachable",
    }));
});
