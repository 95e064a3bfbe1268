import { describe, expect, test } from "vitest";
import { firstShortage, offChipBytes } from "../../../src/plan/memory/shortage.ts";
import type { PlanChoice, Residence, SramCategory, OffChipCategory } from "../../../src/plan/plan.ts";
import { NO_SRAM } from "../../../src/plan/memory/standing-bytes.ts";
import { tinyArch, tinyChoice } from "../../result/fake-evaluation.ts";

const NO_STREAMING = { weights: 0, gradients: 0, optimizer: 0, activations: 0, kvCache: 0 };

/** A chip that holds so many bytes: the tiny one has 4 tiles of 1,000, and 10,000 of streaming memory for 2 chips. */
function holding(
  sram: Partial<Record<SramCategory, number>>,
  streaming: Partial<Record<OffChipCategory, number>> = {},
): Residence {
  return { sram: { ...NO_SRAM, ...sram }, offChip: { streaming: { ...NO_STREAMING, ...streaming } } };
}

const short = (
  held: readonly Residence[],
  change: Partial<PlanChoice> = {},
): ReturnType<typeof firstShortage> => firstShortage(tinyArch, { ...tinyChoice, ...change }, held);

describe("the first memory that a plan does not fit in", () => {
  test("is none where the fullest tile is exactly full: (3,000 + 1,000) / 4", () =>
    expect(short([holding({ weights: 3000, code: 1000 }), holding({})])).toBeUndefined());

  test("is the chip's, by the fullest chip: 4,004 / 4 of 1,000 bytes a tile", () =>
    expect(short([holding({}), holding({ weights: 4000, stash: 4 })])).toEqual({
      memory: "chip",
      demandBytes: 1001,
      boundBytes: 1000,
    }));

  test("is shared by the computing tiles alone: 3,003 / (4 − 1)", () =>
    expect(short([holding({ weights: 3003 })], { ioTiles: 1 })?.demandBytes).toBe(1001));

  test("is that of the tiles for I/O where these hold more than a tile", () =>
    expect(short([{ ...holding({}), ioTileBytes: 1001 }], { ioTiles: 1 })).toEqual({
      memory: "ioTiles",
      demandBytes: 1001,
      boundBytes: 1000,
    }));

  test("is streaming memory last: two chips of 5,001 bytes share a machine's 10,000", () =>
    expect(short([holding({}, { weights: 3000, optimizer: 2001 })])).toEqual({
      memory: "streaming",
      demandBytes: 10_002,
      boundBytes: 10_000,
    }));

  test("has no streaming memory where the machine has none", () => {
    const { streaming: _none, ...memories } = tinyArch.memories;
    const arch = { ...tinyArch, memories } as typeof tinyArch;
    expect(firstShortage(arch, tinyChoice, [holding({}, { weights: 1 })])?.boundBytes).toBe(0);
  });
});

describe("streaming bytes of a machine", () => {
  const one = { ...tinyChoice, tensorParallel: 1, pipelineParallel: 1, dataParallel: 1 };
  test("are those of the chips that work: one of a machine's two", () =>
    expect(offChipBytes("streaming", tinyArch, one, [holding({}, { kvCache: 700 })])).toBe(700));
  test("are those of two where eight work", () =>
    expect(
      offChipBytes("streaming", tinyArch, { ...one, dataParallel: 8 }, [holding({}, { kvCache: 700 })]),
    ).toBe(1400));
});
