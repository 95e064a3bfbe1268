import { describe, expect, test } from "vitest";
import type { TiledChip } from "../../../src/arch/arch.ts";
import {
  broadcastRate,
  gatheredWords,
  ladderHops,
  linkMessageSeconds,
  messageCycles,
  sumToOneCycles,
  tileLinkRate,
  treeReductionCycles,
} from "../../../src/cost/collective/message.ts";
import { reductionCycles } from "../../../src/cost/tile/reduction.ts";

const chip = {
  clockHertz: 1.6e9,
  exchange: { syncCycles: 90, fixedCycles: 100, phaseCycles: 500, bytesPerCycle: 4, pairFactor: 2 },
} as TiledChip;

describe("messages", () => {
  test("a word to all tiles: sync, fixed cost, the way to the farthest, one cycle to send", () =>
    expect(messageCycles(chip, 1, 1)).toBe(90 + 100 + 61 + 1));

  test("to a receiver anywhere, half of the way across the chip", () =>
    expect(messageCycles(chip, 1 / 2, 1)).toBe(90 + 100 + 61 / 2 + 1));

  test("the other chip of a rung is a step away, the next rung too, the one after it two", () =>
    expect([1, 2, 3, 4, 6].map(ladderHops)).toEqual([0, 1, 1, 1, 2]));

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

  test("a word over links brings three control words to the tile that takes it in", () =>
    expect(gatheredWords(1216, 1216)).toBe(1216 + 3 * 1216));

  test("25,000 floats of a tile: six workers load and add two at a time, a step each", () =>
    expect(sumToOneCycles(25_000)).toBe(6 * (32 + 2 * Math.ceil(25_000 / 12))));
});

describe("a broadcast of many words", () => {
  test("a tile sends 4 bytes a cycle to another chip, 85 % of them payload", () =>
    expect(broadcastRate(chip, false, 1)).toBeCloseTo(0.85 * 4 * 1.6e9, 0));

  test("its own chip is served first, the others once along each rail of the ladder", () => {
    const local = 4 * 2 * 1.6e9;
    expect(broadcastRate(chip, true, 1)).toBeCloseTo(1 / (1 / local + 1 / tileLinkRate(chip)), 0);
    expect(broadcastRate(chip, true, 15)).toBeCloseTo(1 / (1 / local + 2 / tileLinkRate(chip)), 0);
    expect(broadcastRate(chip, true, 0)).toBeCloseTo(local, 0);
  });
});
