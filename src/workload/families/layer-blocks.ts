import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import type { Block } from "../graph/operator-graph.ts";
import type { PhaseSizes } from "../graph/phase-sizes.ts";
import { block, type BlockDraft } from "./family.ts";

type LayerDraft = Omit<BlockDraft, "id" | "kind" | "count">;

/**
 * The layers of a stack as blocks, alike ones in a row as one. Where a model has experts, the first layers are dense,
 * and of every `every` layers the last has them (GLaM: every second one; DeepSeek: all but the first).
 */
export function layerBlocks(
  prefix: string,
  layers: number,
  { experts }: TransformerSpec,
  draft: (routed: boolean) => LayerDraft,
  sizes: PhaseSizes,
): readonly Block[] {
  const routed = (layer: number): boolean =>
    experts !== undefined && layer >= experts.denseLayers && (layer + 1) % experts.every === 0;
  const blocks: Block[] = [];
  for (let first = 0; first < layers;) {
    let end = first + 1;
    while (end < layers && routed(end) === routed(first)) end++;
    const id = `${prefix}${routed(first) ? "expert-layer" : "layer"}`;
    blocks.push(block({ id, kind: "layer", count: end - first, ...draft(routed(first)) }, sizes));
    first = end;
  }
  return blocks;
}
