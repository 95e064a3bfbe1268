import { describe, expect, test } from "vitest";
import { codeBytesPerTile } from "../../../src/plan/memory/program-code.ts";
import { residences } from "../../../src/plan/memory/residency.ts";
import { liveBytes, tiledResidence } from "../../../src/plan/memory/tiled-residency.ts";
import type { PlanChoice, Residence, Stage } from "../../../src/plan/plan.ts";
import {
  block,
  FOUR_EXPERTS,
  gather,
  graphOf,
  matmul,
  plannerOf,
  stage,
  tinyArch,
  tinyChoice,
  tinyGpus,
} from "../../helpers/tiny.ts";

const layer = block([matmul()], { count: 3 });
const GAP = 8 * 1024;
/** Elements of the fullest of 4 tiles beyond an even share of 600. */
const UNEVEN = 256 - 150;

function held(change: Partial<PlanChoice> = {}, stages: readonly Stage[] = [stage([layer])]): Residence {
  const choice = tinyChoice({ microBatch: 2, microBatches: 8, ...change });
  const planMatmul = plannerOf(({ inner }) => ({ temporaryBytesPerTile: inner === 30 ? 70 : 10 }));
  return tiledResidence(stages, { arch: tinyArch(), graph: graphOf([layer]), choice, stages, planMatmul });
}

describe("a chip with tiles", () => {
  test("has code on every computing tile", () => {
    const { code, exchangeCode } = codeBytesPerTile([stage([layer])], true);
    expect(held().sram).toMatchObject({ code: 4 * code, exchangeCode: 4 * exchangeCode });
    expect(held({ ioTiles: 1 }).sram).toMatchObject({ code: 3 * code, exchangeCode: 3 * exchangeCode });
  });
  test("leaves free 8 KiB a tile, and what an uneven layout of weights, gradients and state does in 3 layers", () => {
    expect(held().sram.gaps).toBe(4 * GAP + 4 * 3 * UNEVEN * (2 + 2 + 6));
    expect(held({ optimizerState: "sharded" }).sram.gaps).toBe(4 * GAP + 4 * 3 * UNEVEN * (2 + 2));
  });
  test("is as full as in the step that needs most: here dX, whose product needs 70 B a tile", () => {
    const { peak, sram } = held();
    expect([peak?.operator?.id, peak?.direction]).toEqual(["ffn-up", "backward"]);
    expect(sram.temporaries).toBe(4 * 70);
    expect(sram.activations).toBe(peak?.live.activations);
  });
  test("gives each step's bytes of all kinds", () => {
    const live = { weights: 1, gradients: 20, stash: 300, activations: 4000, temporaries: 50_000, gaps: 6e5 };
    expect(liveBytes({ live })).toBe(654_321);
  });
});

describe("in phased execution", () => {
  const phased = { weights: "streaming", weightLoads: 2 } as const;
  test("checkpoints of 3 layers and tokens of experts of the 8 / 2 micro-batches between loads wait in streaming memory", () => {
    const dispatch = block([gather({ routing: FOUR_EXPERTS })], { outputElements: 100 });
    const waiting = (3 * 100 * 2 * 2 + 2 * 200 * 2 * 2) * 4;
    expect(held(phased, [stage([layer, dispatch])]).offChip["streaming"]?.activations).toBe(waiting);
  });
  test("nothing is laid out unevenly for good", () =>
    expect(held(phased).sram.gaps).toBe(4 * GAP + 4 * UNEVEN * (2 + 2)));
  test("tiles for I/O hold what comes in: 600 · 2 B on two", () => {
    expect(held({ ...phased, ioTiles: 2 }).ioTileBytes).toBe(4500 + GAP + (600 * 2) / 2);
    expect(held(phased).ioTileBytes).toBeUndefined();
  });
});

test("each chip of a replica has what its own stages hold; a head beside the embedding shares the first", () => {
  const stages = [stage([layer]), stage([layer], { index: 1, chip: 1 }), stage([layer], { index: 2 })];
  const choice = tinyChoice({ microBatches: 8 });
  const of = (arch = tinyArch()) =>
    residences({ arch, graph: graphOf([layer]), choice, stages, planMatmul: plannerOf() });
  expect(of().map(({ sram }) => sram.weights)).toEqual([2 * 3 * 600 * 2, 3 * 600 * 2]);
  expect(of(tinyGpus()).map(({ sram }) => sram.weights)).toEqual([2 * 3 * 600 * 2, 3 * 600 * 2]);
  expect(of(tinyGpus()).map(({ sram }) => sram.code)).toEqual([0, 0]);
});
