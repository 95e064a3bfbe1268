import { describe, expect, test } from "vitest";
import { dispatchedElements, heldParameters, parkedBytes } from "../../../src/plan/memory/held-parameters.ts";
import {
  block,
  FOUR_EXPERTS,
  FROZEN,
  gather,
  matmul,
  stage,
  tinyChoice,
  vector,
} from "../../helpers/tiny.ts";

describe("parameters on a chip", () => {
  const mixture = block([
    matmul({ split: "column" }),
    matmul({ split: "row", gradients: FROZEN }),
    vector({ parameters: 7 }),
    matmul({ split: "column", routing: FOUR_EXPERTS, parameters: 2400 }),
    matmul({ split: "row", routing: FOUR_EXPERTS, parameters: 2400, gradients: FROZEN }),
  ]);
  const choice = { tensorParallel: 2, expertParallel: 4 };

  test("are those of every replica, divided by the ranks, and experts, divided by their replicas too", () => {
    const held = heldParameters([{ block: mixture, count: 3 }], choice);
    expect(held.dense).toBe(3 * (600 / 2 + 600 / 2 + 7));
    expect(held.experts).toBe(3 * (2 * (2400 / 2 / 4)));
  });
  test("of each of them those that are trained", () => {
    const held = heldParameters([{ block: mixture, count: 3 }], choice);
    expect(held.trainedDense).toBe(3 * (600 / 2 + 7));
    expect(held.trainedExperts).toBe(3 * (2400 / 2 / 4));
  });
  test("of several blocks add up, each as often as it is there", () => {
    const small = block([vector({ parameters: 5 })]);
    const cuts = [
      { block: mixture, count: 1 },
      { block: small, count: 4 },
    ];
    expect(heldParameters(cuts, choice).dense).toBe(607 + 4 * 5);
  });
  test("follow the degrees, also where the block was asked for before", () => {
    const held = (tensorParallel: number, expertParallel: number) =>
      heldParameters([{ block: mixture, count: 1 }], { tensorParallel, expertParallel });
    expect(held(1, 1).dense).toBe(1207);
    expect(held(2, 1).dense).toBe(607);
    expect(held(2, 2).experts).toBe(2 * 600);
    expect(held(2, 4).experts).toBe(2 * 300);
  });
});

describe("tokens of experts that come in one after the other", () => {
  const layer = block([
    gather({ id: "ffn-dispatch", rows: 10, width: 20, routing: FOUR_EXPERTS }),
    gather({ id: "ffn-combine", rows: 5, width: 20, routing: FOUR_EXPERTS }),
    gather({ id: "tokens", rows: 1000, width: 20 }),
  ]);
  test("are the most that one operator moves", () => expect(dispatchedElements(layer)).toBe(10 * 20));
  test("wait as dispatched and as answered, in the largest layer: twice 200 elements of 2 B for each of 3 samples", () => {
    const smaller = block([gather({ rows: 2, width: 20, routing: FOUR_EXPERTS })]);
    const stages = [stage([smaller]), stage([layer])];
    expect(parkedBytes(stages, tinyChoice({ microBatch: 3 }))).toBe(2 * (10 * 20) * 3 * 2);
    expect(parkedBytes(stages, tinyChoice({ microBatch: 3, tensorParallel: 2 }))).toBe(10 * 20 * 3 * 2);
  });
  test("do not wait where there are no experts", () =>
    expect(parkedBytes([stage([block([matmul(), gather()])])], tinyChoice())).toBe(0));
});
