import { describe, expect, test } from "vitest";
import { codeBytesPerTile } from "../../../src/plan/memory/program-code.ts";
import { block, convolution, gather, matmul, stage, vector } from "../../helpers/tiny.ts";

/** 1,300 B a product and direction, 300 any other; a phase of exchange takes 32 + 12 · 10 + 8 · 10 of them. */
const PHASE = 232;
const BASE = 4500;
/** Of each codelet and direction. */
const CODELET = 1000;

const code = (training: boolean, ...operators: Parameters<typeof block>[0]) =>
  codeBytesPerTile([stage([block(operators)])], training);

describe("code of a tile", () => {
  test("of an empty program is the base", () =>
    expect(codeBytesPerTile([], true)).toEqual({ code: BASE, exchangeCode: 0 }));
  test("in inference: a product with three exchange phases, a gelu with one", () => {
    const exchangeCode = (3 + 1) * PHASE;
    expect(code(false, matmul(), vector())).toEqual({
      code: BASE + 2 * CODELET + 1300 + 300 - exchangeCode,
      exchangeCode,
    });
  });
  test("in training: product and two gradients, gelu and one, and the update of weights", () => {
    const exchangeCode = (3 * 3 + 2 * 1) * PHASE;
    expect(code(true, matmul(), vector())).toEqual({
      code: BASE + (3 + 2 + 1) * CODELET + 3 * 1300 + 2 * 300 - exchangeCode,
      exchangeCode,
    });
  });
  test("of a convolution is a product's, of a gather any other's", () => {
    expect(code(true, convolution())).toEqual(code(true, matmul()));
    expect(code(true, gather())).toEqual(code(true, vector()));
  });
  test("is shared by operators of one shape, whatever they are called and own", () => {
    const once = code(true, matmul());
    expect(code(true, matmul(), matmul({ id: "ffn-down", parameters: 0 }))).toEqual(once);
    expect(code(true, matmul(), matmul({ columns: 31 })).exchangeCode).toBe(2 * once.exchangeCode);
    const again = block([matmul()], { id: "again" });
    expect(codeBytesPerTile([stage([block([matmul()]), again])], true)).toEqual(once);
  });
  test("has a codelet once for all shapes that run it: a second gelu adds its control alone, a softmax a codelet", () => {
    const [first, second] = [vector({ elements: 10 }), vector({ elements: 20 })];
    const control = 300 - PHASE;
    expect(code(false, first, second).code - code(false, first).code).toBe(control);
    const softmax = code(false, first, vector({ function: "softmax" })).code;
    expect(softmax - code(false, first).code).toBe(CODELET + control);
    const sparse = matmul({ sparsity: { density: 0.5, block: 1 } });
    expect(code(false, matmul(), sparse).code - code(false, matmul()).code).toBe(CODELET + 1300 - 3 * PHASE);
  });
  test("is that of all stages of the chip", () => {
    const both = [stage([block([matmul()])]), stage([block([vector()], { id: "head" })], { index: 1 })];
    expect(codeBytesPerTile(both, false)).toEqual(code(false, matmul(), vector()));
  });
});
