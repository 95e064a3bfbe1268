import { expect, test } from "vitest";
import type { Operator } from "../../src/workload/graph/operator-graph.ts";
import type { BlockStep, ProgramPart, Residence } from "../../src/plan/plan.ts";
import type { MetricContext } from "../../src/result/metric-context.ts";
import { tilesOf } from "../../src/result/tile-memory.ts";
import { training } from "./fake-evaluation.ts";

const step = (
  id: string,
  direction: BlockStep["direction"],
  [activations, temporaries]: readonly [number, number],
): BlockStep => ({ operator: { id } as Operator, direction, activations, temporaries });

/** Forward `b` needs 450 B, less of it tensors than `a`; backward `b` 500 B. */
const part: ProgramPart = {
  block: "layer",
  through: { weights: 30, gradients: 6, stash: 90, gaps: 60 },
  steps: [
    step("a", "forward", [200, 0]),
    step("b", "forward", [150, 300]),
    step("b", "backward", [200, 300]),
    step("a", "backward", [300, 100]),
  ],
  peak: undefined,
};

/** Three of four tiles at work; 1,800 B of which 590 live in the fullest step. */
function phaseWith(weights: number, ioTiles = 1): MetricContext["phases"][number] {
  const [phase] = training.phases;
  const sram = { ...phase!.plan.residence[0]!.sram, weights, code: 0, stash: 90, activations: 200 };
  const live = { weights: 0, gradients: 0, stash: 90, activations: 200, temporaries: 300, gaps: 0 };
  const peak = { block: "layer", operator: { id: "b" } as Operator, direction: "backward", live } as const;
  const held: Residence = {
    sram: { ...sram, temporaries: 300 },
    offChip: phase!.plan.residence[0]!.offChip,
    program: [part],
    peak,
  };
  const choice = { ...phase!.plan.choice, ioTiles };
  return { ...phase!, plan: { ...phase!.plan, choice, fullestChip: 0, residence: [held] } };
}

const tiles = (...phases: MetricContext["phases"]) => tilesOf({ phases } as unknown as MetricContext);

test("memory of a tile at work: a third of what stands and lives, in the fullest step each way", () => {
  const standing = 1800 - 590;
  expect(tiles(phaseWith(1210))).toMatchObject({
    ...{ chip: 0, phase: "training", step: "layer b runs backward", limitBytes: 1000 },
    steps: [
      {
        ...{ block: "layer", direction: "forward", operator: "b" },
        bytes: {
          standing: (standing + 30 + 6 + 60) / 3,
          stash: 90 / 3,
          activations: 150 / 3,
          temporaries: 300 / 3,
        },
      },
      { direction: "backward", operator: "b", bytes: { activations: 200 / 3, temporaries: 300 / 3 } },
    ],
  });
});

test("of several phases that of the fullest chip is shown, whichever comes first", () => {
  const stash = (standing: number) => (standing + 96) / 3;
  for (const phases of [
    [phaseWith(10), phaseWith(1210)],
    [phaseWith(1210), phaseWith(10)],
  ])
    expect(tiles(...phases)?.steps[0]?.bytes.standing).toBe(stash(1210));
});

test("nothing to show where no program is known", () => expect(tiles(...training.phases)).toBeUndefined());
