import type { PhaseEvaluation } from "../evaluate.ts";
import { stepName } from "../plan/memory/program-steps.ts";
import { chipBytes } from "../plan/memory/shortage.ts";
import type { Residence, SramCategory, OffChipCategory } from "../plan/plan.ts";
import { valueInput } from "./explanation-inputs.ts";
import { count, law, quotient, sum, type ExplanationNode } from "./explanation-node.ts";
import type { ExplainScope } from "./explain-scope.ts";

const FORMULAS: Readonly<Record<SramCategory, string>> = {
  code: "tiles · (base + Σ over distinct operators and directions of vertices and control)",
  exchangeCode: "tiles · phases of distinct operators · code of a phase",
  weights: "parameters of the chip · bytes each (phased: of the layer at work)",
  gradients: "parameters of the chip · bytes each (phased: of the layer at work)",
  optimizer: "parameters of the chip · state bytes each / replicas that share them",
  stash: "micro-batches in flight, 2 · (stages to the end) + 1, · elements kept of each",
  activations: "tensors that live in this step: on their way, rebuilt for backward, gradients",
  temporaries: "temporary bytes a tile of this step's operator · tiles",
  kvCache: "samples · context · elements a token",
  gaps: "tiles · (what whole blocks leave uneven of each matrix + half a memory element)",
};

/** What a machine keeps in Streaming Memory for one chip. */
const STREAMING_FORMULAS: Readonly<Record<OffChipCategory, string>> = {
  weights: "parameters of the chip · bytes each",
  gradients: "parameters of the chip · bytes each",
  optimizer: "parameters of the chip · state bytes each / replicas that share them",
  activations: "samples · elements kept of each",
  kvCache: "samples · context · elements a token",
};

export function streamingParts({ offChip }: Residence, phase: string): readonly ExplanationNode[] {
  return (Object.entries(offChip["streaming"] ?? {}) as [OffChipCategory, number][]).map(([name, value]) =>
    law({ label: `${name}, in ${phase}`, value, unit: "B", formula: STREAMING_FORMULAS[name] }),
  );
}

/** Bytes on the fullest tile: what the fullest chip holds, over its tiles, in the step that needs most. */
export function explainTileMemory({ evaluation, inputs }: ExplainScope): ExplanationNode {
  const { chip } = evaluation.arch;
  if (chip.architecture !== "tiled") throw new Error("a chip without tiles has no fullest tile");
  const phase = fullestBy(evaluation.phases, ({ plan }) => plan.sramBytesPerTilePeak);
  const { ioTiles } = phase.plan.choice;
  const tiles = valueInput(inputs, "chip.tiles", { value: chip.tiles, unit: "" });
  const used =
    ioTiles === 0
      ? tiles
      : sum({ label: "tiles that compute", unit: "" }, [tiles, count("tiles for I/O", -ioTiles)]);
  return quotient({ label: "fullest tile", unit: "B", formula: "bytes of the chip / tiles" }, [
    heldByChip(phase, evaluation.phases.length > 1),
    used,
  ]);
}

/** Bytes on the fullest chip, tiles or HBM, in the phase in which it is fullest. */
export function explainChipMemory({ evaluation }: ExplainScope): ExplanationNode {
  const full = ({ plan }: PhaseEvaluation): number => Math.max(...plan.residence.map(chipBytes));
  return heldByChip(fullestBy(evaluation.phases, full), evaluation.phases.length > 1);
}

function fullestBy(
  phases: readonly PhaseEvaluation[],
  amount: (phase: PhaseEvaluation) => number,
): PhaseEvaluation {
  return phases.reduce((worst, phase) => (amount(phase) > amount(worst) ? phase : worst));
}

function heldByChip({ plan }: PhaseEvaluation, saysPhase: boolean): ExplanationNode {
  const held = plan.residence[plan.fullestChip];
  if (held === undefined) throw new Error("a plan has a fullest chip");
  const parts = (Object.entries(held.sram) as [SramCategory, number][]).map(([name, value]) =>
    law({ label: name, value, unit: "B", formula: FORMULAS[name] }),
  );
  const phase = saysPhase ? ` in ${plan.graph.phase}` : "";
  const step = held.peak && ` while ${stepName(held.peak)}`;
  return sum(
    { label: `chip ${plan.fullestChip} of the replica${phase}, the fullest${step ?? ""}`, unit: "B" },
    parts,
  );
}
