import type { TiledChip } from "../arch/arch.ts";
import type { MatmulPlan, MatmulShape } from "../cost/matmul/matmul-plan.ts";
import type { Arithmetic } from "../spec/kinds/arch-spec.ts";
import type { Provenance } from "../spec/yaml/provenance.ts";
import { specInputs, valueInput } from "./explanation-inputs.ts";
import { law, quotient, sum, type ExplanationNode, type NodeSource } from "./explanation-node.ts";

const published = (source: string): NodeSource => ({ status: "published", source });

interface TilePlanInput {
  readonly shape: MatmulShape;
  readonly plan: MatmulPlan;
  readonly chip: TiledChip;
  readonly arithmetic: Arithmetic;
  readonly inputs: readonly Provenance[];
}

/** A matmul on the tiles of a chip: cycles of its plan over the clock. */
export function explainTilePlan(input: TilePlanInput): ExplanationNode {
  const { shape, plan, chip, inputs } = input;
  const { groups, rows, inner, columns } = shape;
  const size = `${groups > 1 ? `${groups} × ` : ""}[${rows} × ${inner}] · [${inner} × ${columns}]`;
  return quotient({ label: `matmul ${size}`, unit: "s", formula: "cycles / clock" }, [
    sum(
      { label: "cycles of the tile plan", unit: "cycles", value: plan.cycles, formula: splitsText(plan) },
      cycleParts(input),
    ),
    valueInput(inputs, "chip.clock", { value: chip.clockHertz, unit: "Hz" }),
  ]);
}

/** How the plan divides the product, in words. */
function splitsText({ splits, tilesUsed, temporaryBytesPerTile, fits }: MatmulPlan): string {
  const { groups, rows, columns, inner, serialColumns, serialInner } = splits;
  const parts = [
    `split groups ${groups} × rows ${rows} × columns ${columns} × inner ${inner}`,
    `in ${serialColumns * serialInner} steps`,
    `${tilesUsed} tiles`,
    `${Math.round(temporaryBytesPerTile / 1024)} KiB temporary a tile`,
  ];
  return [...parts, ...(fits ? [] : ["over the memory proportion: least-memory plan"])].join(", ");
}

function cycleParts({ plan, arithmetic, inputs }: TilePlanInput): readonly ExplanationNode[] {
  const part = (
    label: string,
    value: number,
    formula: string,
    source: NodeSource,
    ...paths: readonly string[]
  ): ExplanationNode => law({ label, value, unit: "cycles", formula, source }, specInputs(inputs, ...paths));
  return [
    part(
      "AMP",
      plan.matmulCycles,
      "weight loads + rows · worker cycles of the systolic blocks, on the fullest tile, all steps",
      published("PopLibs PerformanceEstimation.hpp 397-491"),
      `chip.arithmetic.${arithmetic}.macsPerCycle`,
      "chip.weightLoadPerCycle",
    ),
    part(
      "exchange",
      plan.exchangeCycles,
      "bytes received by the fullest tile / exchange width",
      published("PopLibs popops/ExchangeEstimator.cpp"),
      "chip.exchange.bytesPerCycle",
      "chip.exchange.pairFactor",
    ),
    part(
      "reduce",
      plan.reduceCycles,
      "partial sums of the inner split added up, a share of the outputs a tile",
      published("PopLibs popops Reduction"),
    ),
    part(
      "rearrange",
      plan.rearrangeCycles,
      "operands and casts brought into the layout of the AMP",
      published("PopLibs poplin/ConvPlan.cpp, transforms"),
    ),
    part(
      "sync and phase starts",
      plan.syncCycles,
      "exchange phases of the plan · cycles of a phase start",
      published("PopLibs popnn/CTCLossPlan.cpp 309-351; fit"),
      "chip.exchange.phaseCycles",
    ),
  ];
}
