import { DEFAULT_CHOICE } from "../../src/spec/kinds/plan-choices.ts";
import { beforeAll, describe, expect, test } from "vitest";
import type { Arch } from "../../src/arch/arch.ts";
import { buildArch } from "../../src/arch/build-arch.ts";
import { estimateAnalytic } from "../../src/estimate/analytic.ts";
import { estimateEvent } from "../../src/estimate/event/event.ts";
import type { PricedPlan, Segment } from "../../src/estimate/priced-plan.ts";
import { planAndPrice, priceKnownRun } from "../../src/evaluate.ts";
import type { PlanChoice } from "../../src/plan/plan.ts";
import { workloadSpec, type WorkloadSpec } from "../../src/spec/kinds/workload-spec.ts";
import { buildOperatorGraph } from "../../src/workload/build-graph.ts";
import type { Phase } from "../../src/workload/graph/operator-graph.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const archs: Record<string, Arch> = {};
beforeAll(async () => {
  const specs = await openShippedSpecs();
  for (const id of ["bow-pod16", "bow-pod256", "a100-gpus16"]) archs[id] = buildArch(await specs.arch(id));
});

const TRAINING = { kind: "pretrain", tokens: 1e9, globalBatch: 64, optimizer: "adam" };
const ANSWERING = { kind: "inference", promptTokens: 256, generatedTokens: 16, batch: 64 };

/** Two layers of 16 experts, two for each token: hidden 1024, ffn 2048, sequence 256. */
function model(experts: object = {}, task: object = TRAINING): WorkloadSpec {
  return workloadSpec.parse({
    kind: "workload",
    id: "small",
    name: "Small",
    family: "decoder",
    model: {
      layers: 2,
      hidden: 1024,
      heads: 16,
      ffn: 2048,
      vocabulary: 4096,
      sequenceLength: 256,
      activation: "gelu",
      position: "rope",
      norm: "rmsnorm",
      tiedEmbeddings: true,
      bias: false,
      experts: { count: 16, perToken: 2, ...experts },
    },
    task,
  });
}

const CHOICE: PlanChoice = {
  ...DEFAULT_CHOICE,
  dataParallel: 16,
  expertParallel: 8,
  microBatches: 4,
  optimizerState: "sharded",
  availableMemoryProportion: 0.2,
  layersPerStage: [2],
  headPlacement: "last",
};

function priced(
  workload: WorkloadSpec,
  change: Partial<PlanChoice> = {},
  { arch: id = "bow-pod16", phase = "training" as Phase } = {},
): PricedPlan {
  const arch = archs[id];
  if (arch === undefined) throw new Error(id);
  const graph = buildOperatorGraph(workload, phase);
  const choice = { ...CHOICE, ...(phase !== "training" && { kvCache: "sram" as const }), ...change };
  const answer = priceKnownRun({ arch, graph, choice });
  if (answer.kind === "illegal") throw new Error(answer.rule);
  return answer.priced;
}

function body({ program }: PricedPlan): readonly Segment[] {
  if (program.kind === "phased") return program.phases.flatMap((phase) => phase.body);
  return program.stages.flatMap(({ forward, backward }) => [...forward, ...backward]);
}
const exchanges = (plan: PricedPlan): readonly Segment[] =>
  body(plan).filter(({ time }) => time.expertExchange !== undefined);
const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);
const bytes = (segments: readonly Segment[]): number => sum(segments.map((segment) => segment.bytes));

describe("tokens on their way to experts and back", () => {
  test("2 layers · (there and back) · (forward and backward), each k·tokens·h·2 B round a ring of 8: 2 for each 1", () => {
    const all = exchanges(priced(model()));
    expect(all).toHaveLength(2 * 2 * 2);
    // Σ hops of 8 on a ring, the shorter way: ⌊8²/4⌋ = 16 pieces of an eighth.
    expect(bytes(all)).toBe(2 * 2 * 2 * (2 * 256 * 1024 * 2) * (16 / 8));
  });

  test("rows kept for an expert travel full or empty: half as many again at a factor of 1.5", () => {
    const factor =
      bytes(exchanges(priced(model({ capacityFactor: 1.5 })))) / bytes(exchanges(priced(model())));
    expect(factor).toBe(1.5);
  });

  test("between link domains each byte crosses a gateway once: 3 of 4 domains' share", () => {
    const far = exchanges(
      priced(
        model({ count: 256 }),
        { dataParallel: 256, expertParallel: 256, microBatches: 1 },
        { arch: "bow-pod256" },
      ),
    ).filter(({ resource }) => resource === "gateway");
    expect(bytes(far)).toBe(2 * 2 * 2 * (2 * 256 * 1024 * 2) * (3 / 4));
  });

  test("GPUs of a machine meet in a switch: 7 of 8 parts, none forwarded", () => {
    const all = exchanges(priced(model(), {}, { arch: "a100-gpus16" }));
    expect(bytes(all)).toBe(2 * 2 * 2 * (2 * 256 * 1024 * 2) * (7 / 8));
  });

  test("no replica, no exchange; recompute goes there and back once more", () => {
    expect(exchanges(priced(model(), { expertParallel: 1 }))).toEqual([]);
    expect(exchanges(priced(model(), { recompute: "layer" }))).toHaveLength(2 * 2 * 3);
  });

  test("what is sent is received", () => {
    const { bytesSent, bytesReceived } = priced(model());
    expect(bytesSent).toBeGreaterThan(0);
    expect(bytesReceived).toBeCloseTo(bytesSent, 6);
  });
});

describe("memory", () => {
  const weights = (plan: PricedPlan): number => plan.plan.residence[0]?.sram.weights ?? Number.NaN;
  const EXPERT_BYTES = 2 * 1024 * 2048 * 2;

  test("8 replicas hold 2 of 16 experts each: 14 fewer in each of 2 layers", () =>
    expect(weights(priced(model(), { expertParallel: 2 })) - weights(priced(model()))).toBe(
      2 * (8 - 2) * EXPERT_BYTES,
    ));

  test("more experts for each token as before are never cheaper: those, and a router as much wider", () =>
    expect(weights(priced(model({ count: 32 }))) - weights(priced(model()))).toBe(
      2 * (2 * EXPERT_BYTES + 16 * 1024 * 2),
    ));

  test("experts in streaming memory leave one on the chip", () => {
    const held = (change: Partial<PlanChoice>): number =>
      weights(priced(model({}, ANSWERING), change, { phase: "decode" }));
    expect(held({}) - held({ expertWeights: "streaming" })).toBe((2 * 2 - 1) * EXPERT_BYTES);
  });
});

describe("experts fetched from streaming memory", () => {
  const fetched = (tokens: number, change: Partial<PlanChoice> = {}): number => {
    const plan = priced(
      model({}, ANSWERING),
      { expertWeights: "streaming", microBatch: tokens, microBatches: 1, ...change },
      { phase: "decode" },
    );
    return bytes(body(plan).filter(({ resource }) => resource === "streaming"));
  };
  const EXPERT_BYTES = 2 * 1024 * 2048 * 2;

  test("are those that a micro-batch meets: 16 · (1 − (1 − 2/16)^B), in each of 2 layers", () => {
    for (const tokens of [1, 4, 16])
      expect(fetched(tokens, { expertParallel: 1 }) / EXPERT_BYTES / 2).toBeCloseTo(
        16 * (1 - (14 / 16) ** tokens),
        9,
      );
  });

  test("8 replicas meet the experts of 8 times the tokens, an eighth each", () =>
    expect(fetched(1) / EXPERT_BYTES / 2).toBeCloseTo((16 * (1 - (14 / 16) ** 8)) / 8, 9));

  test("in training only phase by phase, all that its micro-batches meet at once", () => {
    const plan = priced(model(), { weights: "streaming", optimizerState: "streaming", recompute: "layer" });
    if (plan.program.kind !== "phased") throw new Error("not phased");
    const load = plan.program.phases.find(({ label }) => label === "expert-layer")?.load[0]?.bytes ?? 0;
    const router = 1024 * 16;
    const attention = 4 * 1024 * 1024;
    const gains = 2 * 1024;
    // 4 micro-batches of 256 tokens in 8 replicas meet all 16 experts; two replicas hold a half each, 16 the rest.
    const met = 16 * (1 - (14 / 16) ** (4 * 256 * 8));
    expect(load).toBeCloseTo(2 * ((router + attention + gains) / 16 + ((met / 8) * 2 * 1024 * 2048) / 2), 3);
  });
});

describe("what cannot be", () => {
  const refusal = (change: Partial<PlanChoice>, workload = model(), phase: Phase = "training"): string => {
    const arch = archs["bow-pod16"];
    if (arch === undefined) throw new Error("no arch");
    const answer = planAndPrice({
      arch,
      graph: buildOperatorGraph(workload, phase),
      choice: { ...CHOICE, ...change },
    });
    return answer.kind === "illegal" ? answer.rule : "";
  };

  test("16 experts in 3 parts, or over more replicas than there are", () => {
    expect(refusal({ expertParallel: 3 })).toMatch(/^replicas share experts in equal parts/);
    expect(refusal({ dataParallel: 8, expertParallel: 16 })).toMatch(
      /^replicas share experts in equal parts/,
    );
  });

  test("experts of a dense model", () =>
    expect(
      refusal({ expertParallel: 2 }, { ...model(), model: { ...model().model, experts: undefined } }),
    ).toMatch(/^replicas share experts in equal parts/));

  test("experts that come and go in training while the rest stays", () =>
    expect(refusal({ expertWeights: "streaming" })).toMatch(/^experts live apart/));
});

describe("uneven routing", () => {
  const seconds = (plan: PricedPlan, seed?: number): number =>
    (seed === undefined
      ? estimateAnalytic(plan)
      : estimateEvent(plan, { contention: false, routing: "drawn", seed })
    ).seconds;

  test("all experts alike, in rows kept for them, wait for nobody", () => {
    const waits = (plan: PricedPlan): readonly Segment[] =>
      body(plan).filter(({ load }) => load !== undefined);
    expect(waits(priced(model({ capacityFactor: 1.25 })))).toEqual([]);
    expect(waits(priced(model()))).toHaveLength(2 * 2);
  });

  test("both fidelities wait for the expected load, to rounding", () => {
    const plan = priced(model());
    const event = estimateEvent(plan, { contention: false }).seconds;
    expect(event / seconds(plan)).toBeCloseTo(1, 9);
  });

  test("drawn loads wait as long on average, never less than with even ones, and the same for the same seed", () => {
    const plan = priced(model(), { microBatches: 40 });
    const waiting = estimateAnalytic(plan).time.imbalance;
    const runs = Array.from({ length: 20 }, (_, seed) => seconds(plan, seed));
    const even = seconds(plan) - waiting;
    expect(Math.min(...runs)).toBeGreaterThan(even);
    expect((sum(runs) / runs.length - even) / waiting).toBeCloseTo(1, 1);
    expect(seconds(plan, 7)).toBe(runs[7]);
    expect(runs[7]).not.toBe(runs[8]);
  });
});
