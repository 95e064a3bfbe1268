import { softwareOf } from "../../arch/software-of.ts";
import { sentBytes } from "../../cost/arithmetic.ts";
import { switchedAllToAll } from "../../cost/collective/collective.ts";
import { keyValueParts } from "../../workload/graph/key-values.ts";
import { isKind, type Operator } from "../../workload/graph/operator-graph.ts";
import type { Segment } from "../priced-plan.ts";
import { linkSegment } from "./price-collective.ts";
import type { PricingContext } from "./pricing-context.ts";

/**
 * Parts into which the chips of a tensor-parallel group that hold the same key/value head divide the samples of a
 * micro-batch, by software that does: each attends with all heads of its samples, so that no keys are read twice. 1
 * where every chip has key/value heads of its own, and in training.
 * Source: Pope 2022, arXiv:2211.05102, §3.3 ("batch-sharded" multi-query attention).
 */
export function samplesParts({ arch, choice, graph }: PricingContext): number {
  const { chip } = arch;
  if (chip.architecture !== "roofline" || graph.phase === "training") return 1;
  if (!softwareOf(chip, graph.phase).layouts.samples) return 1;
  const { tensorParallel, microBatch } = choice;
  const sharers = Math.floor(tensorParallel / keyValueParts(graph.workload.model));
  return Math.max(1, Math.min(sharers, microBatch));
}

/**
 * Queries on their way to the chips that have their samples, and what was mixed on its way back: an all-to-all among
 * those chips, over one link of each, beside an operator of the core. Undefined where samples are not divided.
 */
export function priceSamplesExchange(op: Operator, context: PricingContext): Segment | undefined {
  if (!isKind(op, "matmul") || op.core !== true) return undefined;
  const parts = samplesParts(context);
  if (parts === 1) return undefined;
  const { arch, choice, placement } = context;
  const { ring } = placement.ranks;
  const width = op.role === "scores" ? op.inner : op.columns;
  const own = Math.ceil(op.groups / choice.tensorParallel);
  const bytes = own * op.rows * width * choice.microBatch * sentBytes(arch.chip, choice.arithmetic);
  const cost = switchedAllToAll(bytes, parts, {
    bytesPerSecond: arch.chip.links.bytesPerSecondEach,
    latencySeconds: ring.latencySeconds,
  });
  return linkSegment(`${op.id} samples`, "tensorParallel", cost, ring);
}
