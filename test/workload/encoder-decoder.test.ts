import { describe, expect, test } from "vitest";
import { buildOperatorGraph } from "../../src/workload/build-graph.ts";
import type { OperatorGraph } from "../../src/workload/graph/operator-graph.ts";
import { runs } from "../../src/workload/graph/held.ts";
import { operatorLaws } from "../../src/workload/operators/operator-laws.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const specs = await openShippedSpecs();
const { spec: whisper } = await specs.workload("whisper-tiny");

const layers = ({ blocks }: OperatorGraph): number =>
  blocks.reduce((sum, { kind, count }) => sum + (kind === "layer" ? count : 0), 0);
const flops = ({ blocks }: OperatorGraph, of: (id: string) => boolean): number =>
  blocks
    .flatMap(({ operators, count }) => operators.map((op) => ({ op, count })))
    .filter(({ op }) => of(op.id))
    .reduce((sum, { op, count }) => sum + count * operatorLaws(op).denseFlops(op), 0);

describe("Whisper tiny", () => {
  const prefill = buildOperatorGraph(whisper, "prefill");
  const decode = buildOperatorGraph(whisper, "decode");

  test("a spectrogram passes two convolutions: 3 · 80 · 384 for 3,000 frames, 3 · 384² for 1,500", () => {
    expect(flops(prefill, (id) => id === "first-convolution")).toBe(2 * 3000 * 3 * 80 * 384);
    expect(flops(prefill, (id) => id === "second-convolution")).toBe(2 * 1500 * 3 * 384 * 384);
  });
  test("the host sends 3,000 frames of 80 values, and nothing for a token", () => {
    expect(prefill.input).toEqual({ tokens: 0, imageValues: 3000 * 80 });
    expect(decode.input).toEqual({ tokens: 0, imageValues: 0 });
  });
  test("a generated token finds all parameters where they were, and all layers", () => {
    expect(decode.parameters).toBe(prefill.parameters);
    expect(layers(decode)).toBe(8);
    expect(layers(prefill)).toBe(8);
  });
  test("and runs none of the encoder", () => {
    const resting = decode.blocks.filter((block) => !runs(block));
    expect(resting.map(({ id }) => id)).toEqual(["encoder-layer"]);
    expect(flops(decode, (id) => id.endsWith("convolution"))).toBe(0);
  });
  test("keys have no bias: 3 of 4 · 384 elements a self-attention", () => {
    const layer = prefill.blocks.find(({ id }) => id === "encoder-layer")!;
    const bias = (id: string): number => layer.operators.find((op) => op.id === id)!.parameters;
    expect(bias("query-bias")).toBe(384);
    expect(bias("key-value-bias")).toBe(384);
  });
});
