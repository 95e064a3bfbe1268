import { expect, test } from "vitest";
import { buildOperatorGraph, phasesOf } from "../../../src/workload/build-graph.ts";
import { blockParameters } from "../../../src/workload/graph/block-parameters.ts";
import { operatorFlops, trainedFlops } from "../../../src/workload/graph/operator-flops.ts";
import { BLOCK_INPUT, type Operator } from "../../../src/workload/graph/operator-graph.ts";
import { exactParameters } from "../../../src/workload/graph/parameters.ts";
import { mambaMixer, mixerStateElements } from "../../../src/workload/operators/selective-scan.ts";
import { shipped } from "../specs.ts";

/** 3 tokens of 4; 8 channels of 2 states, over 4 tokens, step size through 1. */
const sizes = { expand: 2, state: 2, kernel: 4, stepRank: 1 };
const mixer = mambaMixer({ input: BLOCK_INPUT, rows: 3, hidden: 4, sizes, resumes: false });
const at = (id: string): Operator => mixer.find((op) => op.id === id)!;

test("the scan reads main path, step sizes, B and C, and the gate, and keeps them: states are computed again", () => {
  const operands = ["convolution-swish", "step-bias", "selection", "in-projection"];
  expect(at("scan").reads).toEqual(operands);
  expect(at("scan").keeps).toEqual(operands);
  expect(at("convolution").reads).toEqual(["in-projection"]);
  expect(at("step").reads).toEqual(["selection"]);
  expect(at("out-projection").reads).toEqual(["scan"]);
});

test("parameters: 4 × 16 in, 8 filters of 4 and a bias, 8 × 5 selection, 8 and 8 step, 8 × 2 A and 8 D, 8 × 4 out", () => {
  const owned = Object.fromEntries(mixer.map(({ id, parameters }) => [id, parameters]));
  expect(owned).toEqual({
    "in-projection": 64,
    convolution: 40,
    "convolution-swish": 0,
    selection: 40,
    step: 8,
    "step-bias": 8,
    scan: 24,
    "out-projection": 32,
  });
});

test("FLOPs of a scan: two multiply-accumulates a token, channel and state, in training twice as many more", () => {
  expect(operatorFlops(at("scan"))).toBe(2 * 2 * 3 * 8 * 2);
  expect(trainedFlops(at("scan"))).toBe(3 * 192);
});

test("Mamba 130M and 2.8B have the parameters of their checkpoints, 3,771,648 a layer of the small one", async () => {
  const small = await shipped("mamba-130m");
  expect(exactParameters(small)).toBe(129_135_360);
  expect(exactParameters(await shipped("mamba-2.8b"))).toBe(2_768_345_600);
  const layer = buildOperatorGraph(small, "training").blocks.find(({ kind }) => kind === "layer")!;
  expect(blockParameters(layer)).toBe(
    768 * 3072 + 1536 * 5 + 1536 * 80 + 48 * 1536 + 1536 + 1536 * 17 + 1536 * 768 + 768,
  );
});

test("generating, a sample keeps 16 states and 4 tokens of each channel, and no keys and values", async () => {
  const spec = await shipped("mamba-2.8b-answer");
  expect(phasesOf(spec)).toEqual(["prefill", "decode"]);
  const layer = buildOperatorGraph(spec, "decode").blocks.find(({ kind }) => kind === "layer")!;
  expect(layer.stateElements).toBe(5120 * (16 + 4));
  expect(layer.kvElementsPerToken).toBe(0);
  const scan = layer.operators.find(({ kind }) => kind === "scan");
  expect(scan).toMatchObject({ steps: 1, channels: 5120, state: 16, resumes: true });
  expect(mixerStateElements(4, sizes)).toBe(8 * (2 + 4));
});
