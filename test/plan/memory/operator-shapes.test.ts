import { describe, expect, test } from "vitest";
import {
  expertsInTurn,
  matmulWork,
  operatorPlacement,
  parametersAtATime,
  parametersPerChip,
  reservedShare,
  shapeFlops,
  trainedAtATime,
} from "../../../src/plan/memory/operator-shapes.ts";
import { convolution, core, FOUR_EXPERTS, FROZEN, matmul, tinyChoice, vector } from "../../helpers/tiny.ts";

describe("the product of 10 rows · 20 · 30 on one of 4 ranks", () => {
  const forward = (op: Parameters<typeof matmulWork>[0], samples = 1) => matmulWork(op, samples, 4).forward;
  test("has a quarter of the columns, rounded up", () =>
    expect(forward(matmul({ split: "column" }))).toEqual({ groups: 1, rows: 10, inner: 20, columns: 8 }));
  test("or of the inner dimension", () =>
    expect(forward(matmul({ split: "row" }))).toEqual({ groups: 1, rows: 10, inner: 5, columns: 30 }));
  test("or of the heads, of which each sample has its own", () =>
    expect(forward(core(), 3)).toEqual({ groups: 2 * 3, rows: 10, inner: 20, columns: 10 }));
  test("or is whole, with rows of all samples", () =>
    expect(forward(matmul(), 3)).toEqual({ groups: 1, rows: 30, inner: 20, columns: 30 }));
});

describe("backward", () => {
  const backward = (op: Parameters<typeof matmulWork>[0]) => matmulWork(op, 2, 1).backward;
  const ofInputs = { groups: 1, rows: 20, inner: 30, columns: 20 };
  const ofWeights = { groups: 1, rows: 20, inner: 20, columns: 30 };
  test("is dX = dY · Wᵀ and dW = Xᵀ · dY", () => expect(backward(matmul())).toEqual([ofInputs, ofWeights]));
  test("is what fine-tuning leaves of the two", () => {
    expect(backward(matmul({ gradients: { inputs: true, parameters: false } }))).toEqual([ofInputs]);
    expect(backward(matmul({ gradients: { inputs: false, parameters: true } }))).toEqual([ofWeights]);
    expect(backward(matmul({ gradients: FROZEN }))).toEqual([]);
  });
  test("of a product between activations is both sides, or none", () => {
    expect(backward(core())).toHaveLength(2);
    expect(backward(core({ gradients: { inputs: false, parameters: true } }))).toEqual([]);
  });
  test("of pruned weights has a gradient of those that are kept: as many products as forward", () => {
    const sparsity = { density: 0.5, block: 1 } as const;
    const [inputs, weights] = backward(matmul({ sparsity }));
    expect(inputs).toEqual({ ...ofInputs, sparse: sparsity });
    expect(weights).toEqual({ groups: 1, rows: 20, inner: 20, columns: 30, sparse: sparsity });
  });
});

test("what no router chooses does not come in turn, though experts beside it do", () => {
  const heads = core();
  expect(matmulWork(heads, 1, 1, { parallel: 1, serial: true })).toEqual(matmulWork(heads, 1, 1));
});

describe("4 experts, 2 for each token, over 2 replicas", () => {
  const work = (rows: number, placement: { parallel: number; serial: boolean }, capacityFactor?: number) => {
    const routing = { ...FOUR_EXPERTS, ...(capacityFactor !== undefined && { capacityFactor }) };
    const { forward, times } = matmulWork(matmul({ rows, routing }), 1, 1, placement);
    return { groups: forward.groups, rows: forward.rows, times };
  };
  test("of 2 tokens on one replica meet 4 · (1 − ½²) = 3, with 4 rows among them, 2 each", () =>
    expect(work(2, { parallel: 1, serial: false })).toEqual({ groups: 3, rows: 2, times: 1 }));
  test("of a token on each of two replicas: 3 experts on two chips, the fuller with 2, of ⌈2 / 1.5⌉ rows", () =>
    expect(work(1, { parallel: 2, serial: false })).toEqual({ groups: 2, rows: 2, times: 1 }));
  test("with room kept for 1.5 times the mean: ⌈1.5 · 2 · 10 / 4⌉ rows of each replica in both experts of a chip", () =>
    expect(work(10, { parallel: 2, serial: false }, 1.5)).toEqual({ groups: 2, rows: 2 * 8, times: 1 }));
  test("one after the other are as many products in turn", () =>
    expect(work(2, { parallel: 1, serial: true })).toEqual({ groups: 1, rows: 2, times: 3 }));
});

describe("parameters of an operator", () => {
  test("are divided by the ranks unless it is replicated, those of experts by their replicas too", () => {
    expect(parametersPerChip(matmul({ split: "row" }), 4)).toBe(150);
    expect(parametersPerChip(matmul(), 4)).toBe(600);
    expect(parametersPerChip(matmul({ split: "row", routing: FOUR_EXPERTS }), 4, 2)).toBe(75);
    expect(parametersPerChip(matmul({ split: "row" }), 4, 2)).toBe(150);
  });
  const experts = matmul({ routing: FOUR_EXPERTS, parameters: 2400 });
  test("are one expert's where experts follow each other: 2 of 4 on a chip", () => {
    const fetched = tinyChoice({ expertParallel: 2, expertWeights: "streaming" });
    expect(expertsInTurn(experts, fetched)).toBe(2);
    expect(parametersAtATime(experts, fetched)).toBe(600);
    expect(parametersAtATime(experts, tinyChoice({ expertParallel: 2 }))).toBe(1200);
    expect(expertsInTurn(experts, tinyChoice({ weights: "streaming" }))).toBe(4);
    expect(expertsInTurn(experts, tinyChoice({ weights: "streaming", expertWeights: "sram" }))).toBe(1);
    expect(expertsInTurn(matmul(), fetched)).toBe(1);
  });
  test("are trained unless frozen", () => {
    expect(trainedAtATime(matmul(), tinyChoice())).toBe(600);
    expect(trainedAtATime(matmul({ gradients: FROZEN }), tinyChoice())).toBe(0);
  });
});

test("where experts are is asked for the work of experts alone, so that other prices do not depend on it", () => {
  const choice = tinyChoice({ expertParallel: 2, weights: "streaming" });
  const asked: string[] = [];
  const noted = new Proxy(choice, {
    get: (target, name: keyof typeof choice) => {
      asked.push(name);
      return target[name];
    },
  });
  expect(operatorPlacement(matmul(), noted)).toEqual({ parallel: 1, serial: false });
  expect(asked).toEqual([]);
  expect(operatorPlacement(matmul({ routing: FOUR_EXPERTS }), noted)).toEqual({ parallel: 2, serial: true });
  expect(asked).toContain("expertParallel");
});

test("a multiply-accumulate is 2 FLOPs, of pruned weights those that are kept", () => {
  const shape = { groups: 2, rows: 3, inner: 5, columns: 7 };
  expect(shapeFlops(shape)).toBe(2 * 2 * 3 * 5 * 7);
  expect(shapeFlops({ ...shape, sparse: { density: 0.5, block: 1 } })).toBe(2 * 3 * 5 * 7);
});

test("rows are reserved for experts of limited capacity alone", () => {
  expect(reservedShare(vector({ routing: { ...FOUR_EXPERTS, capacityFactor: 1.5 } }))).toBe(1.5);
  expect(reservedShare(vector({ routing: FOUR_EXPERTS }))).toBe(1);
  expect(reservedShare(convolution())).toBe(1);
});
