import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";
import type { Block } from "./operator-graph.ts";
import { transformerShape } from "./transformer-shape.ts";

type Attending = Pick<Block, "keyValueParts">;

/** Equal parts of a layer's keys and values: one a key/value head; latent attention keeps one vector for all heads. */
export function keyValueParts(model: TransformerSpec): number {
  return model.latentAttention === undefined ? transformerShape(model).kvHeads : 1;
}

/**
 * Share of a block's keys and values that one chip of a tensor-parallel group keeps: those of its heads. Where there
 * are more chips than key/value heads, each chip holds a whole head, and several hold the same one.
 */
export function keyValueShare({ keyValueParts: parts }: Attending, tensorParallel: number): number {
  return 1 / Math.min(parts ?? tensorParallel, tensorParallel);
}

/** Whether every chip gets whole key/value heads, or every head an equal number of chips. */
export function dividesKeyValues(blocks: readonly Attending[], tensorParallel: number): boolean {
  return blocks.every(
    ({ keyValueParts: parts = 1 }) => parts % tensorParallel === 0 || tensorParallel % parts === 0,
  );
}
