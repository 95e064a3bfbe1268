import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import { MASK_ELEMENTS, type SavedElements } from "../graph/saved-elements.ts";

/** Input of the embedding's norm and its dropout mask; the token ids are too few to count. */
export function embeddingSaved(rows: number, dropout: boolean, model: TransformerSpec): SavedElements {
  const perElement = (model.embeddingNorm ? 1 : 0) + (dropout ? MASK_ELEMENTS : 0);
  return { all: rows * model.hidden * perElement, attention: 0 };
}
