import { TILE_IMBALANCE } from "../plan/memory-constants.ts";
import type { SramCategory } from "../plan/plan.ts";
import { constantInput, valueInput } from "./explanation-inputs.ts";
import { count, law, product, quotient, sum, type ExplanationNode } from "./explanation-node.ts";
import type { ExplainScope } from "./explain-scope.ts";

const FORMULAS: Readonly<Record<SramCategory, string>> = {
  code: "tiles · (base + distinct operators · directions · code of an operator)",
  weights: "parameters of the chip · bytes each (phased: the largest layer, twice while the next one loads)",
  gradients: "parameters of the chip · bytes each",
  optimizer: "parameters of the chip · state bytes each / replicas that share them",
  stash: "micro-batches in flight, 2 · (stages to the end) + 1, · elements kept of each",
  activations: "working set of the largest layer",
  temporaries: "temporary bytes a tile of the largest matmul · tiles",
  kvCache: "samples · context · elements a token",
};

/** Bytes on the fullest tile: what the fullest chip holds, over its tiles, with the imbalance between them. */
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
  return quotient({ label: "fullest tile", unit: "B", formula: "bytes of the chip · imbalance / tiles" }, [
    product({ label: "with the imbalance between tiles", unit: "B" }, [
      sum({ label: `chip ${plan.fullestChip} of the replica${phase}, the fullest`, unit: "B" }, parts),
      constantInput(TILE_IMBALANCE),
    ]),
    used,
  ]);
}
