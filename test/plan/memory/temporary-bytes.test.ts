import { describe, expect, test } from "vitest";
import { operatorMemory } from "../../../src/plan/memory/operator-memory.ts";
import type { Operator } from "../../../src/workload/graph/operator-graph.ts";
import type { MatmulShape } from "../../../src/cost/matmul/matmul-plan.ts";
import {
  convolutionShape,
  inputGradientShape,
  weightGradientShape,
  type TilePlans,
} from "../../../src/plan/memory/temporary-bytes.ts";
import { convolution, FROZEN, gather, matmul, tinyChoice, vector } from "../../helpers/tiny.ts";

const choice = tinyChoice({ microBatch: 2 });
const temporaryBytes = (op: Operator, backward: boolean) =>
  operatorMemory(op).temporaryBytes(op, backward, choice, { plans, tile: { tiles: 4, elementBytes: 2 } });
const tilesAtWork = (op: Operator, backward: boolean) =>
  operatorMemory(op).tilesAtWork(op, backward, choice, plans);

/** A product needs its inner size, on as many tiles as it has columns; a convolution its input channels. */
const plans: TilePlans = Object.assign(
  ({ inner, columns }: MatmulShape) => ({ temporaryBytesPerTile: inner, tilesUsed: columns }),
  { convolution: ({ inChannels }: { inChannels: number }) => ({ temporaryBytesPerTile: inChannels }) },
);

describe("bytes beside the tensors", () => {
  test("of a product forward: those of its plan", () => expect(temporaryBytes(matmul(), false)).toBe(20));
  test("backward: those of the larger of its gradients, 30 of dX and 2 · 10 of dW", () =>
    expect(temporaryBytes(matmul(), true)).toBe(30));
  test("of a frozen product backward: none", () =>
    expect(temporaryBytes(matmul({ gradients: FROZEN }), true)).toBe(0));
  test("of what is no product: none", () => {
    expect(temporaryBytes(vector(), false)).toBe(0);
    expect(temporaryBytes(gather(), true)).toBe(0);
  });
  test("of a convolution: its own forward; backward those of the weights' gradient over 2 · 8² pixels", () => {
    expect(temporaryBytes(convolution(), false)).toBe(4);
    expect(temporaryBytes(convolution(), true)).toBe(2 * 8 ** 2);
  });
  test("of a depthwise convolution backward: those of its input's gradient", () => {
    const depthwise = convolution({ groups: 6, inChannels: 6 });
    expect(temporaryBytes(depthwise, true)).toBe(6);
  });
});

describe("tiles at work", () => {
  test("are those of the plan; backward of the gradient that needs most", () => {
    expect(tilesAtWork(matmul(), false)).toBe(30);
    // dX needs 30 on its 20 columns, dW 20 on 30
    expect(tilesAtWork(matmul(), true)).toBe(20);
    // dX needs 15 on 20, dW 20 on 15
    expect(tilesAtWork(matmul({ columns: 15 }), true)).toBe(15);
  });
  test("are not known of what is no product", () =>
    expect(tilesAtWork(convolution(), false)).toBeUndefined());
});

describe("shapes of a convolution of 3 images", () => {
  const shape = convolutionShape(convolution({ stride: 2 }), 3);
  test("forward", () =>
    expect(shape).toEqual({
      ...{ batch: 3, outputSize: 8, filterSize: 3, stride: 2, inChannels: 4, outChannels: 6, groups: 1 },
    }));
  test("of the input's gradient: channels exchanged, no stride", () =>
    expect(inputGradientShape(shape)).toEqual({ ...shape, inChannels: 6, outChannels: 4, stride: 1 }));
  test("of the weights': patches of 3² · 4 by all pixels by 6 channels; in two groups, of half the channels", () => {
    expect(weightGradientShape(shape)).toEqual({ groups: 1, rows: 36, inner: 3 * 64, columns: 6 });
    const grouped = convolutionShape(convolution({ groups: 2 }), 3);
    expect(weightGradientShape(grouped)).toEqual({ groups: 2, rows: 18, inner: 3 * 64, columns: 3 });
  });
  test("of a depthwise one's weights: none, but of one channel in one group there is", () => {
    expect(
      weightGradientShape(convolutionShape(convolution({ inChannels: 6, groups: 6 }), 3)),
    ).toBeUndefined();
    const single = convolution({ inChannels: 1, outChannels: 1 });
    expect(weightGradientShape(convolutionShape(single, 1))).toBeDefined();
  });
});
