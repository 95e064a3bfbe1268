import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import type { Block } from "../graph/operator-graph.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";
import { block, type BlockDraft } from "./family.ts";
import { layerKind, layerName, type LayerKind } from "./layer-kinds.ts";

type LayerDraft = Omit<BlockDraft, "id" | "kind" | "count">;

/** The layers of a stack as blocks, alike ones in a row as one. */
export function layerBlocks(
  prefix: string,
  layers: number,
  model: TransformerSpec,
  draft: (kind: LayerKind) => LayerDraft,
  sizes: PhaseSizes,
): readonly Block[] {
  const kinds = Array.from({ length: layers }, (_, layer) => layerKind(model, layer));
  const names = kinds.map(layerName);
  const blocks: Block[] = [];
  for (const [first, kind] of kinds.entries()) {
    if (first > 0 && names[first] === names[first - 1]) continue;
    const after = names.findIndex((name, layer) => layer > first && name !== names[first]);
    const count = (after < 0 ? layers : after) - first;
    blocks.push(block({ id: `${prefix}${names[first]}`, kind: "layer", count, ...draft(kind) }, sizes));
  }
  return blocks;
}
