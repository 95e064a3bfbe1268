import { describe, expect, test } from "vitest";
import { buildOperatorGraph } from "../../src/workload/build-graph.ts";
import { dataFlow } from "../../src/workload/graph/data-flow.ts";
import { forwardFlops } from "../../src/workload/graph/operator-flops.ts";
import type { Phase } from "../../src/workload/graph/operator-graph.ts";
import { activeParameters, exactParameters } from "../../src/workload/graph/parameters.ts";
import { trainingFlops } from "../../src/workload/flops/training-flops.ts";
import { DEEPSEEK_V2, DEEPSEEK_V3, GLAM, MIXTRAL, SWITCH_C } from "./moe-models.ts";
import { moeParameters } from "./moe-parameters.ts";
import { shipped, tinySpec } from "./specs.ts";

const EXPERTS = { count: 8, perToken: 2, shared: 0, denseLayers: 0, every: 1, routerBias: false };

describe("the operators of a mixture of experts own what its published shape counts", () => {
  const counts = async (id: string): Promise<object> => {
    const spec = await shipped(id);
    return { total: exactParameters(spec), active: activeParameters(spec) };
  };

  test("Mixtral and DeepSeek-V2 to the digit, all parameters and those a token meets", async () => {
    expect(await counts("mixtral-8x7b")).toEqual(moeParameters(MIXTRAL));
    expect(await counts("deepseek-v2")).toEqual(moeParameters(DEEPSEEK_V2));
  });

  test("DeepSeek-V3 too; the biases of 256 experts in 58 routers are met by every token", async () => {
    const { total, active } = moeParameters(DEEPSEEK_V3);
    expect(await counts("deepseek-v3")).toEqual({ total, active: active + 58 * 256 });
  });

  test("Switch-C with two tables of 32 position biases for 32 heads", async () => {
    const { total } = moeParameters(SWITCH_C);
    expect(exactParameters(await shipped("switch-c"))).toBe(total + 2 * 32 * 32);
  });

  test("GLaM with the gains of 129 norms, which its paper leaves out", async () => {
    const { total, active } = moeParameters(GLAM);
    const gains = 129 * 8192;
    expect(await counts("glam-64b-64e")).toEqual({ total: total + gains, active: active + gains });
  });
});

describe("layers with and without experts", () => {
  const layers = async (id: string): Promise<readonly [string, number][]> =>
    buildOperatorGraph(await shipped(id), "training")
      .blocks.filter(({ kind }) => kind === "layer")
      .map(({ id: name, count }) => [name, count]);

  test("DeepSeek-V3: three dense ones, then 58 with experts", async () => {
    expect(await layers("deepseek-v3")).toEqual([
      ["layer", 3],
      ["expert-layer", 58],
    ]);
  });

  test("GLaM: every second one has experts", async () => {
    const alternating = await layers("glam-64b-64e");
    expect(alternating).toHaveLength(64);
    expect(alternating.filter(([name]) => name === "expert-layer")).toHaveLength(32);
    expect(alternating.slice(0, 2)).toEqual([
      ["layer", 1],
      ["expert-layer", 1],
    ]);
  });
});

describe("FLOPs of experts", () => {
  const perSample = (experts: object | undefined, phase: Phase = "training"): number =>
    forwardFlops(
      buildOperatorGraph(
        tinySpec(experts === undefined ? {} : { experts: { ...EXPERTS, ...experts } }),
        phase,
      ),
    );

  test.each(["training", "prefill", "decode"] as const)(
    "one expert that takes every token is the dense model, in %s to the last bit",
    (phase) => expect(perSample({ count: 1, perToken: 1 }, phase)).toBe(perSample(undefined, phase)),
  );

  test("k of E experts cost k dense blocks and the router: 2 layers · 4 tokens · (2·8·8 + (k − 1)·2·2·8·32)", () => {
    for (const perToken of [1, 2, 4])
      expect(perSample({ perToken }) - perSample(undefined)).toBe(
        2 * 4 * (2 * 8 * 8 + (perToken - 1) * 2 * 2 * 8 * 32),
      );
  });

  test("idle experts cost nothing but their router: 16 in place of 8 are 2·8·8 more a token and layer", () =>
    expect(perSample({ count: 16 }) - perSample({})).toBe(2 * 4 * 2 * 8 * 8));

  test("a shared expert is one dense block more", () =>
    expect(perSample({ shared: 1 }) - perSample({})).toBe(2 * 4 * 2 * 2 * 8 * 32));

  test("6ND counts the parameters that a token meets", async () => {
    const spec = await shipped("deepseek-v3");
    expect(trainingFlops(spec, "6nd")).toBe(6 * activeParameters(spec) * 14.8e12);
  });
});

test("decoding with latent attention does the same matrices once, and its core at the kept width", async () => {
  const spec = await shipped("deepseek-v3-chat");
  const owned = (phase: Phase): number => buildOperatorGraph(spec, phase).parameters;
  expect(owned("decode")).toBe(owned("prefill"));
  const [dense] = buildOperatorGraph(spec, "decode", { contextTokens: 1000 }).blocks.filter(
    ({ kind }) => kind === "layer",
  );
  const core = dense?.operators.find(({ id }) => id === "scores");
  expect(core).toMatchObject({ groups: 128, rows: 1, inner: 512 + 64, columns: 1000 });
});

describe("what the operators of a layer with experts read", () => {
  const reads = (
    experts: object,
    activation: "gelu" | "swiglu" = "gelu",
  ): Record<string, readonly string[]> => {
    const spec = tinySpec({
      activation,
      gatedFfn: activation === "swiglu",
      bias: false,
      experts: { ...EXPERTS, ...experts },
    });
    const { operators } = buildOperatorGraph(spec, "training").blocks.find(({ kind }) => kind === "layer")!;
    const name = (tensor: number): string => (tensor === 0 ? "input" : operators[tensor - 1]!.id);
    return Object.fromEntries(
      dataFlow(operators).map((flow, index) => [operators[index]!.id, flow.reads.map(name)]),
    );
  };

  test("experts and their router the same norm, the answers the scores, the residual the attention's sum", () => {
    expect(reads({})).toMatchObject({
      "ffn-router": ["ffn-norm"],
      "ffn-dispatch": ["ffn-norm"],
      "ffn-up": ["ffn-dispatch"],
      "ffn-combine-scale": ["ffn-combine", "ffn-router-softmax"],
      "ffn-residual": ["ffn-combine-sum", "attention-residual"],
    });
  });

  test("a gated expert's two matrices the dispatched rows, shared experts the norm", () => {
    expect(reads({ shared: 1 }, "swiglu")).toMatchObject({
      "ffn-gate": ["ffn-dispatch"],
      activation: ["ffn-gate", "ffn-up"],
      "ffn-shared-up": ["ffn-norm"],
      "ffn-shared-gate": ["ffn-norm"],
      "ffn-shared-activation": ["ffn-shared-gate", "ffn-shared-up"],
      "ffn-shared-sum": ["ffn-shared-down", "ffn-combine-sum"],
      "ffn-residual": ["ffn-shared-sum", "attention-residual"],
    });
  });

  test("latent attention scores the queries made last with the keys made last", async () => {
    const { operators } = buildOperatorGraph(await shipped("deepseek-v2"), "training").blocks[1]!;
    const flow = dataFlow(operators);
    const at = operators.findIndex(({ id }) => id === "scores");
    expect(flow[at]?.reads.map((tensor) => operators[tensor - 1]?.id)).toEqual(["query-up", "key-value-up"]);
  });
});
