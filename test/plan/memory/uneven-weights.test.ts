import { describe, expect, test } from "vitest";
import { trainedAtATime } from "../../../src/plan/memory/operator-shapes.ts";
import { unevenElements } from "../../../src/plan/memory/uneven-weights.ts";
import { block, convolution, FOUR_EXPERTS, FROZEN, matmul, tinyChoice, vector } from "../../helpers/tiny.ts";

const choice = tinyChoice();

describe("elements of the fullest of 4 tiles beyond an even share, in blocks of 16 · 16", () => {
  test("of 600: one block, less 150", () =>
    expect(unevenElements(block([matmul()]), choice, 4)).toBe(256 - 600 / 4));
  test("of 1,100: two blocks, less 275", () =>
    expect(unevenElements(block([matmul({ parameters: 1100 })]), choice, 4)).toBe(2 * 256 - 1100 / 4));
  test("of what divides evenly: none", () =>
    expect(unevenElements(block([matmul({ parameters: 1024 })]), choice, 4)).toBe(0));
  test("of a convolution as of a matrix", () =>
    expect(unevenElements(block([convolution()]), choice, 4)).toBe(256 - 216 / 4));
  test("of every matrix begin at the same tile and add up; gains and biases are too small to matter", () =>
    expect(unevenElements(block([matmul(), convolution(), vector({ parameters: 90 })]), choice, 4)).toBe(
      256 - 150 + (256 - 54),
    ));
  test("of what tensor parallelism leaves on the chip", () =>
    expect(unevenElements(block([matmul({ split: "row" })]), tinyChoice({ tensorParallel: 2 }), 4)).toBe(
      256 - 300 / 4,
    ));
  test("of trained ones alone, where asked", () => {
    const half = block([matmul({ gradients: FROZEN }), convolution()]);
    expect(unevenElements(half, choice, 4, trainedAtATime)).toBe(256 - 54);
  });
  test("of experts that come in one by one: of one", () => {
    const mixture = block([matmul({ routing: FOUR_EXPERTS, parameters: 2400 })]);
    expect(unevenElements(mixture, tinyChoice({ weights: "streaming" }), 4)).toBe(256 - 150);
  });
});
