import type { MemoryId } from "../arch/memory.ts";
import type { Infeasible, PlanChoice, Residence } from "./plan.ts";

interface Shortage {
  readonly resource: string;
  readonly demand: number;
  readonly bound: number;
  readonly unit: string;
  readonly where?: string;
  readonly breakdown?: Readonly<Record<string, number>>;
  readonly levers?: readonly string[];
  readonly choice?: PlanChoice;
}

/** A design that does not fit, with the gap computed. */
export function infeasible({ breakdown = {}, levers = [], ...rest }: Shortage): Infeasible {
  return { kind: "infeasible", ...rest, gap: rest.demand - rest.bound, breakdown, levers };
}

/** One change of a choice, and how to say it. */
export interface Lever {
  readonly says: string;
  readonly change: Partial<PlanChoice>;
}

/**
 * Changes worth trying when the memory of a chip is short, in the order an engineer would: cheap ones first. The
 * caller keeps those that make the plan fit. Each is its difference to the choice.
 */
export function memoryLevers(
  choice: PlanChoice,
  held: Residence,
  { training, memories }: { readonly training: boolean; readonly memories: readonly MemoryId[] },
): readonly Lever[] {
  // Streaming memory is named even where a machine has none: it is what such machines lack.
  const offChip = [...new Set(["streaming", ...memories])];
  const levers: Lever[] = [];
  const add = (says: string, change: Partial<PlanChoice>): number => levers.push({ says, change });
  if (training && choice.recompute === "none") add("recompute: attention", { recompute: "attention" });
  if (training && choice.recompute !== "layer") add("recompute: layer", { recompute: "layer" });
  if (held.sram.optimizer > 0) {
    if (choice.optimizerState === "sram" && choice.dataParallel > 1)
      add("optimizerState: sharded over the replicas", { optimizerState: "sharded" });
    for (const memory of offChip) add(`optimizerState: ${memory}`, { optimizerState: memory });
  }
  if (choice.microBatch > 1)
    add("microBatch: 1", { microBatch: 1, microBatches: choice.microBatches * choice.microBatch });
  if (choice.availableMemoryProportion > 0.1)
    add("availableMemoryProportion: 0.1", { availableMemoryProportion: 0.1 });
  if (choice.kvCache === "sram" && held.sram.kvCache > 0)
    for (const memory of offChip) add(`kvCache: ${memory}`, { kvCache: memory });
  if (choice.weights === "sram")
    for (const memory of offChip) add(`weights: ${memory} (phased execution)`, phased(choice, memory));
  return levers;
}

/** The same chips, run phase by phase: no pipeline, weights and optimizer state off chip. */
function phased(choice: PlanChoice, memory: MemoryId): Partial<PlanChoice> {
  return {
    weights: memory,
    optimizerState: memory,
    pipelineParallel: 1,
    dataParallel: choice.dataParallel * choice.pipelineParallel,
    layersPerStage: [choice.layersPerStage.reduce((sum, layers) => sum + layers, 0)],
    recompute: "layer",
  };
}
