import { describe, expect, test } from "vitest";
import type { TiledChip } from "../../src/arch/arch.ts";
import {
  ladderHops,
  linkMessageSeconds,
  messageCycles,
  treeReductionCycles,
} from "../../src/cost/message.ts";
import { reductionCycles } from "../../src/cost/reduction.ts";

const chip = {
  exchange: { syncCycles: 90, fixedCycles: 100, phaseCycles: 500 },
} as TiledChip;

describe("messages", () => {
  test("a word to all tiles: sync, fixed cost, the way to the farthest, one cycle to send", () =>
    expect(messageCycles(chip, 1, 1)).toBe(90 + 100 + 61 + 1));

  test("a word to each of 1,216 tiles leaves its tile one a cycle", () =>
    expect(messageCycles(chip, 1, 1216) - messageCycles(chip, 1, 1)).toBe(1215));

  test("16 chips in a ladder of eight rungs are seven steps apart: 0.5 us and six times 0.16 us", () => {
    expect(ladderHops(16)).toBe(7);
    expect(linkMessageSeconds(7)).toBeCloseTo(0.5e-6 + 6 * 0.16e-6, 15);
    expect(linkMessageSeconds(ladderHops(1))).toBe(0);
  });

  test("operands of 1,216 tiles are summed in three stages of eleven: three phases, three reductions", () =>
    expect(treeReductionCycles(1216, chip)).toBe(
      3 * 500 + [11, 11, 11].reduce((sum, d) => sum + reductionCycles(1, d, "float"), 0),
    ));
});
