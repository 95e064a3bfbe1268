import { isOffChip } from "./off-chip.ts";
import type { MatmulShape } from "../../cost/matmul/matmul-plan.ts";
import { expectedExpertsTouched, expertCapacity } from "../../cost/collective/routing.ts";
import { gradientsOf } from "../../workload/graph/gradients.ts";
import type { MatmulOperator, Operator, Routing } from "../../workload/graph/operator-graph.ts";
import { operatorIndexBytes } from "../../workload/graph/sparsify.ts";
import type { PlanChoice } from "../plan.ts";

/** Matmuls that one chip executes for an operator and one micro-batch. */
export interface MatmulWork {
  readonly forward: MatmulShape;
  /** dX and dW of a weight, as far as they are needed; the gradients of both sides of an attention core. */
  readonly backward: readonly MatmulShape[];
  /** How often these follow each other: experts that come into the chip one by one. Else 1. */
  readonly times: number;
}

/** Share of an operator's work left to one of `tensorParallel` chips, rounded up to whole rows or columns. */
export function matmulWork(
  op: MatmulOperator,
  samples: number,
  tensorParallel: number,
  placement: ExpertPlacement = ONE_BY_ONE_CHIP,
): MatmulWork {
  const part = (size: number): number => Math.ceil(size / tensorParallel);
  const sparse = op.sparsity && { sparse: op.sparsity };
  const columns = op.split === "column" ? part(op.columns) : op.columns;
  const inner = op.split === "row" ? part(op.inner) : op.inner;
  const groups = op.split === "heads" ? part(op.groups) : op.groups;
  const batched =
    op.routing !== undefined
      ? expertRows(op.routing, op.rows * samples, placement.parallel)
      : op.weight
        ? { groups, rows: op.rows * samples }
        : { groups: groups * samples, rows: op.rows };
  const serial = op.routing !== undefined && placement.serial;
  const { rows } = batched;
  const { inputs, parameters } = gradientsOf(op);
  const together = serial ? 1 : batched.groups;
  const forward = { groups: together, rows, inner, columns, ...sparse };
  // Of pruned weights only those that are kept have a gradient: as many products of the same operands as forward.
  const weightGradient = sparse ? forward : { groups: together, rows: inner, inner: rows, columns };
  return {
    forward,
    backward: [
      ...(inputs ? [{ groups: together, rows, inner: columns, columns: inner, ...sparse }] : []),
      ...((op.weight ? parameters : inputs) ? [weightGradient] : []),
    ],
    times: serial ? batched.groups : 1,
  };
}

/** Where the experts of a layer are. */
export interface ExpertPlacement {
  /** Replicas over which they are divided. */
  readonly parallel: number;
  /** True: they come into the chip one after the other, as from an off-chip memory. */
  readonly serial: boolean;
}
const ONE_BY_ONE_CHIP: ExpertPlacement = { parallel: 1, serial: false };

/**
 * Experts at work on one chip for a micro-batch of `tokens` in each replica, and rows of each. Of a limited capacity
 * every replica fills its own rows in all experts, used or not; else only those experts work that a token meets.
 */
function expertRows(
  routing: Routing,
  tokens: number,
  parallel: number,
): { readonly groups: number; readonly rows: number } {
  const { experts, perToken, capacityFactor } = routing;
  if (capacityFactor !== undefined)
    return { groups: experts / parallel, rows: parallel * expertCapacity(routing, tokens, capacityFactor) };
  const touched = expectedExpertsTouched(routing, tokens * parallel) / parallel;
  return { groups: Math.ceil(touched), rows: Math.ceil((tokens * perToken) / touched) };
}

/** Experts of a choice. */
export function expertPlacement(choice: ExpertChoice): ExpertPlacement {
  return { parallel: choice.expertParallel, serial: expertsStream(choice) };
}

/** The same, as far as an operator is the work of experts: of others it is nobody's question where experts are. */
export function operatorPlacement(op: Operator, choice: ExpertChoice): ExpertPlacement {
  return isRouted(op) ? expertPlacement(choice) : ONE_BY_ONE_CHIP;
}

/** Experts come from an off-chip memory: with all weights, or by themselves. */
export function expertsStream({ weights, expertWeights }: ExpertChoice): boolean {
  return isOffChip(expertWeights === "as-weights" ? weights : expertWeights);
}

/** 2 FLOPs per multiply-accumulate, of pruned weights those that are kept. */
export function shapeFlops(shape: MatmulShape): number {
  return 2 * shape.groups * shape.rows * shape.inner * shape.columns * (shape.sparse?.density ?? 1);
}

/**
 * Parameters of an operator held by one chip, experts divided over replicas. Biases of a row split are replicated but
 * too small to matter.
 */
export function parametersPerChip(op: Operator, tensorParallel: number, expertParallel = 1): number {
  const held = isRouted(op) ? op.parameters / expertParallel : op.parameters;
  return op.split === "none" ? held : held / tensorParallel;
}

/** Bytes on one chip that say where an operator's kept weights are. */
export function chipIndexBytes(op: Operator, { tensorParallel }: Pick<PlanChoice, "tensorParallel">): number {
  return operatorIndexBytes(op) / (op.split === "none" ? 1 : tensorParallel);
}

/** Of those the experts' parameters. */
export function expertShare(
  op: Operator,
  { tensorParallel, expertParallel }: Pick<PlanChoice, "tensorParallel" | "expertParallel">,
): number {
  return isRouted(op) ? parametersPerChip(op, tensorParallel, expertParallel) : 0;
}

/** Parameters of an operator on one chip. */
export function chipParameters(
  op: Operator,
  choice: Pick<PlanChoice, "tensorParallel" | "expertParallel">,
): number {
  return parametersPerChip(op, choice.tensorParallel, choice.expertParallel);
}

/** The same, of experts that come into the chip one after the other the one that is there. */
export function parametersAtATime(
  op: Operator,
  choice: ExpertChoice & { readonly tensorParallel: number },
): number {
  return chipParameters(op, choice) / expertsInTurn(op, choice);
}

/** Of those what is trained. */
export function trainedAtATime(op: Operator, choice: Parameters<typeof parametersAtATime>[1]): number {
  return gradientsOf(op).parameters ? parametersAtATime(op, choice) : 0;
}

/** Experts of an operator that follow each other on a chip; 1 where all are there at once, or none are. */
export function expertsInTurn(op: Operator, choice: ExpertChoice): number {
  const { parallel, serial } = operatorPlacement(op, choice);
  return op.routing !== undefined && serial ? op.routing.experts / parallel : 1;
}

/** What decides where experts are. */
export type ExpertChoice = Pick<PlanChoice, "expertParallel" | "weights" | "expertWeights">;

/** Whether experts do it. */
export function isRouted(op: Operator): boolean {
  return op.routing !== undefined;
}

/** Rows that run over those of the router's choice: room kept for an expert in training. 1 where none is kept. */
export function reservedShare(op: Operator): number {
  return op.routing?.capacityFactor ?? 1;
}
