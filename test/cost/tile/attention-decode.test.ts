import { describe, expect, test } from "vitest";
import {
  decodeAttentionCycles,
  layoutCycles,
  softmaxCycles,
} from "../../../src/cost/tile/attention-decode.ts";
import type { MatmulTarget } from "../../../src/cost/matmul/matmul-plan.ts";

const BOW: MatmulTarget = {
  tiles: 1472,
  sramBytesPerTile: 638976,
  arithmetic: "fp16_32",
  macsPerCycle: 32,
  availableMemoryProportion: 0.6,
  weightLoadBytesPerCycle: 8,
  exchangeBytesPerCycle: 4,
  pairFactor: 2,
  phaseCycles: 500,
};

describe("decode attention in SRAM", () => {
  test("bringing 1,472,000 halves into a layout takes a phase, 2,000 bytes at 4 a cycle, and 587 + 0.44 cycles a byte", () =>
    expect(layoutCycles(1472 * 1000, 8, BOW)).toBeCloseTo(500 + 2000 / 4 + 587 + (2000 * 451) / 1024, 9));

  test("matmul, copies and softmax add up", () => {
    const parts = decodeAttentionCycles({ groups: 32, tokens: 1024, headSize: 128 }, BOW);
    expect(parts.cycles).toBe(parts.matmulCycles + parts.rearrangeCycles + parts.softmaxCycles);
  });

  test("a long cache is bound by its copies: twice the tokens take nearly twice the time", () => {
    const cycles = (tokens: number): number =>
      decodeAttentionCycles({ groups: 32, tokens, headSize: 128 }, BOW).cycles;
    expect(cycles(32768) / cycles(16384)).toBeGreaterThan(1.8);
    expect(cycles(2048) / cycles(1024)).toBeLessThan(1.6);
  });

  test("rows that no tile shares need no gathering of maxima and sums", () =>
    expect(softmaxCycles(1472, 64, BOW)).toBeLessThan(softmaxCycles(32, 2944, BOW)));
});
