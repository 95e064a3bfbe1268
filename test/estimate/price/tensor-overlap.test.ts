import { describe, expect, test } from "vitest";
import { besideProducts, rankParts } from "../../../src/estimate/price/tensor-overlap.ts";
import type { Segment } from "../../../src/estimate/priced-plan.ts";
import type { MatmulOperator, Operator } from "../../../src/workload/graph/operator-graph.ts";
import { block, core, FOUR_EXPERTS, matmul } from "../../helpers/tiny.ts";

const choice = { tensorParallel: 4, overlapTensorParallel: true };

describe("a product is cut into as many parts as there are ranks", () => {
  const parts = (op: MatmulOperator, of: object = choice) => rankParts(op, of as typeof choice);
  test("where its rows or columns are divided, and the plan says so", () => {
    expect(parts(matmul({ split: "row" }))).toBe(4);
    expect(parts(matmul({ split: "column" }))).toBe(4);
    expect(parts(matmul({ split: "row" }), { tensorParallel: 4 })).toBe(1);
    expect(parts(matmul({ split: "row" }), { ...choice, overlapTensorParallel: false })).toBe(1);
  });
  test("not where it is whole, an attention's, the logits', or experts'", () => {
    expect(parts(matmul())).toBe(1);
    expect(parts(core())).toBe(1);
    expect(parts(matmul({ split: "column", role: "logits" }))).toBe(1);
    expect(parts(matmul({ split: "row", routing: FOUR_EXPERTS }))).toBe(1);
  });
});

describe("an all-reduce of 10 s over 4 ranks: a half of 5 s beside each side, whose work is ¾ beside it", () => {
  const up = matmul({ id: "up", split: "column" });
  const gate = matmul({ id: "gate", split: "column" });
  const down = matmul({ id: "down", split: "row" });
  const sum: Segment = {
    ...{ label: "sum", resource: "links", seconds: 10, time: { tensorParallel: 10 } },
    ...{ energy: { links: 3 }, bytes: 7 },
  };
  const beside = (
    seconds: Readonly<Record<string, number>>,
    operators: readonly Operator[] = [up, down],
    { resource = "links" as "links" | "gateway", of = choice as object } = {},
  ) => {
    const layer = block(operators);
    const row = layer.operators.find(({ id }) => id === "down") as MatmulOperator;
    return besideProducts({ ...sum, resource }, row, layer, {
      choice: of as typeof choice,
      secondsOf: ({ id }) => seconds[id] ?? 0,
    });
  };

  test("beside short products what is left of it counts: (5 − ¾ · 4) + (5 − ¾ · 2)", () => {
    const segment = beside({ down: 4, up: 2 });
    expect(segment.seconds).toBe(2 + 3.5);
    expect(segment).toMatchObject({ time: { tensorParallel: 5.5 }, energy: { links: 3 }, bytes: 7 });
    expect(segment.aloneSeconds, "of all its bytes").toBe(10);
  });
  test("beside long ones what it takes of their cores: 15 % of each half over links, 2 % over gateways", () => {
    expect(beside({ down: 100, up: 100 }).seconds).toBeCloseTo(2 * 0.15 * 5, 12);
    const far = beside({ down: 100, up: 100 }, [up, down], { resource: "gateway" });
    expect(far.seconds).toBeCloseTo(2 * 0.02 * 5, 12);
  });
  test("all columns that share the input work beside its all-gather: 5 − ¾ · (2 + 3)", () =>
    expect(beside({ down: 4, up: 2, gate: 3 }, [gate, up, down]).seconds).toBe(2 + 1.25));
  test("but those of the sum before, and those after it", () => {
    const before = matmul({ id: "projection", split: "row" });
    expect(beside({ down: 4, up: 2, gate: 3 }, [gate, before, up, down]).seconds).toBe(5.5);
    expect(beside({ down: 4, up: 2, gate: 3 }, [up, down, gate]).seconds).toBe(5.5);
  });
  test("a sum that waits for this one parts nothing", () => {
    const later = matmul({ id: "projection", split: "row", reducedLater: true });
    expect(beside({ down: 4, up: 2, gate: 3 }, [gate, later, up, down]).seconds).toBe(2 + 1.25);
  });
  test("is whole where nothing is cut", () =>
    expect(beside({ down: 4, up: 2 }, [up, down], { of: { tensorParallel: 4 } }).seconds).toBe(10));
});
