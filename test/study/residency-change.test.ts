import { describe, expect, test } from "vitest";
import { beyondProportion, residencyChange } from "../../src/study/residency-change.ts";
import { tinyArch, tinyChoice } from "../helpers/tiny.ts";

const on = (chips: number, rate: number, change: Parameters<typeof tinyChoice>[0] = {}) => ({
  arch: { ...tinyArch(), chips },
  choice: tinyChoice(change),
  rate,
});

describe("a machine that is faster than its chips are more", () => {
  test("says what its chips hold otherwise", () => {
    const moved = beyondProportion(
      on(8, 100, { optimizerState: "streaming", pipelineParallel: 2, layersPerStage: [2, 2] }),
      on(16, 205, { optimizerState: "sharded", pipelineParallel: 4, layersPerStage: [1, 1, 1, 1] }),
    );
    expect(moved).toBe(
      "2.05× as fast with 2× the chips: memory residency changed: chips of a replica 2 → 4, layers of its stages 2, 2 → 1, 1, 1, 1, optimizerState streaming → sharded",
    );
  });
  test("or, where they hold the same, that links are faster", () =>
    expect(beyondProportion(on(8, 100), on(16, 205))).toBe(
      "2.05× as fast with 2× the chips: neighbours meet over faster links",
    ));
  test("says nothing where it is faster in proportion, of another chip, or smaller", () => {
    expect(beyondProportion(on(8, 100), on(16, 200))).toBeUndefined();
    expect(beyondProportion(on(16, 100), on(8, 205))).toBeUndefined();
    const other = on(16, 205);
    const arch = { ...other.arch, chip: tinyArch({ chip: { tiles: 8 } }).chip };
    expect(beyondProportion(on(8, 100), { ...other, arch })).toBeUndefined();
  });
  test("counts the chips of a replica over both ways to divide a model", () => {
    expect(residencyChange(tinyChoice({ tensorParallel: 2 }), tinyChoice({ pipelineParallel: 2 }))).toEqual(
      [],
    );
    expect(residencyChange(tinyChoice(), tinyChoice({ recompute: "layer", dataParallel: 2 }))).toEqual(
      tinyChoice().recompute === "layer" ? [] : [`recompute ${tinyChoice().recompute} → layer`],
    );
  });
});
