import type { SramCategory } from "../plan/plan.ts";
import { stepName } from "../plan/memory/program-steps.ts";
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

/** Bytes on the fullest tile: what the fullest chip holds, over its tiles, in the step that needs most. */
export function explainMemory({ evaluation, inputs }: ExplainScope): ExplanationNode | undefined {
  const { arch, phases } = evaluation;
  const { chip } = arch;
  if (chip.architecture !== "tiled") return undefined;
  const { plan } = phases.reduce((worst, phase) =>
    phase.plan.sramBytesPerTilePeak > worst.plan.sramBytesPerTilePeak ? phase : worst,
  );
  const held = plan.residence[plan.fullestChip];
  if (held === undefined) throw new Error("a plan has a fullest chip");
  const parts = (Object.entries(held.sram) as [SramCategory, number][]).map(([name, value]) =>
    law({ label: name, value, unit: "B", formula: FORMULAS[name] }),
  );
  const phase = phases.length > 1 ? ` in ${plan.graph.phase}` : "";
  const tiles = valueInput(inputs, "chip.tiles", { value: chip.tiles, unit: "" });
  const used =
    plan.choice.ioTiles === 0
      ? tiles
      : sum({ label: "tiles that compute", unit: "" }, [tiles, count("tiles for I/O", -plan.choice.ioTiles)]);
  const step = held.peak && ` while ${stepName(held.peak)}`;
  return quotient({ label: "fullest tile", unit: "B", formula: "bytes of the chip / tiles" }, [
    sum(
      { label: `chip ${plan.fullestChip} of the replica${phase}, the fullest${step ?? ""}`, unit: "B" },
      parts,
    ),
    used,
  ]);
}
