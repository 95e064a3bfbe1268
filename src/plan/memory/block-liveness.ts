import { operatorMemory, outputElements } from "./operator-memory.ts";
import type { Block, Operator } from "../../workload/graph/operator-graph.ts";
import { blockHasBackward, hasBackward } from "../../workload/graph/gradients.ts";
import { dataFlow, type OperatorFlow } from "../../workload/graph/data-flow.ts";
import { expertsInTurn, trainedAtATime, reservedShare, type ExpertChoice } from "./operator-shapes.ts";
import type { Direction, PlanChoice } from "../plan.ts";

/** What is alive while one operator runs, in elements on one chip. */
export interface LiveStep {
  readonly operator: Operator;
  readonly direction: Direction;
  /** Tensors of each sample: on their way, rebuilt for the backward pass, and gradients. */
  readonly perSample: number;
  /**
   * Gradient of the operator's own weights before it is added to the accumulator. Rows of a table, and parts of a tied
   * one's product, are added where they belong at once (PopART: sparse accumulation, serialised projections).
   */
  readonly weightGradient: number;
}

export interface BlockLiveness {
  /** Operators in program order: forward, then what is run again, then backward. */
  readonly steps: readonly LiveStep[];
  /** Kept of each sample from the block's forward to its backward. */
  readonly keptPerSample: number;
}

export interface BlockLivenessInput {
  readonly block: Block;
  /** What the block before hands over, for ONE sample. */
  readonly inputElements: number;
  readonly training: boolean;
  readonly choice: Pick<PlanChoice, "tensorParallel" | "sequenceParallel" | "recompute"> & ExpertChoice;
  /** By operator: share of its result that is alive at a time (see `aliveShares`). Absent: all. */
  readonly shares?: readonly number[];
}

/**
 * Liveness of one block over its operators.
 *
 *   forward    tensors on their way: from the operator that makes them to the last one that reads them
 *   recompute  the same, and all that backward will need
 *   backward   what the operators still to come need, and gradients, which live where the tensors lived
 *
 * A tensor that nothing else needs is overwritten by elementwise work. Kept from forward to backward are: with
 * `recompute: layer` the input of a layer; with `attention` all that backward needs but for the scores; else all of it.
 * Embedding and head are never run again; frozen blocks with nothing trained below have no backward. A block's result is counted by the block that reads it.
 */
export function blockLiveness(input: BlockLivenessInput): BlockLiveness {
  const { block } = input;
  const { operators } = block;
  const training = input.training && blockHasBackward(block);
  const flow = dataFlow(operators);
  const sizes = tensorSizes(input);
  if (!training) return { steps: steps(operators, "forward", passing(flow, sizes, NONE)), keptPerSample: 0 };
  const again = runAgain(input);
  const needed = new Set(flow.flatMap(({ keeps }) => keeps).filter((tensor) => tensor !== operators.length));
  const rebuilt = new Set([...needed].filter((tensor) => again.has(tensor - 1)));
  const kept = new Set([...needed].filter((tensor) => !rebuilt.has(tensor)));
  if (again.size === operators.length) kept.add(0);
  const stored = new Set([...kept, 0]);
  const gradientOut = sizes[operators.length] ?? 0;
  const repeated = passing(flow, sizes, new Set([...rebuilt, ...stored])).map(
    (elements, at) => elements + made(rebuilt, at, sizes) + gradientOut,
  );
  const back = passing(flow, sizes, NONE).map(
    (gradients, at) => gradients + total(neededBy(flow, at, rebuilt), sizes),
  );
  const weightGradient = (op: Operator): number =>
    operatorMemory(op).wholeGradient ? trainedAtATime(op, input.choice) : 0;
  return {
    keptPerSample: total(kept, sizes),
    steps: [
      ...steps(operators, "forward", passing(flow, sizes, stored)),
      ...steps(operators, "recompute", repeated).filter((_, index) => again.has(index)),
      ...steps(operators, "backward", back, weightGradient)
        .filter(({ operator }) => hasBackward(operator))
        .reverse(),
    ],
  };
}

const NONE: ReadonlySet<number> = new Set();

function steps(
  operators: readonly Operator[],
  direction: Direction,
  perSample: readonly number[],
  weightGradient: (op: Operator) => number = () => 0,
): LiveStep[] {
  return operators.map((operator, index) => ({
    operator,
    direction,
    perSample: perSample[index] ?? 0,
    weightGradient: weightGradient(operator),
  }));
}

/** Operators (by index) that run again before backward. */
function runAgain({ block, choice }: BlockLivenessInput): ReadonlySet<number> {
  if (block.kind !== "layer" || choice.recompute === "none") return NONE;
  const indices = block.operators.map((_, index) => index);
  const { recompute } = choice;
  return new Set(indices.filter((index) => recompute === "layer" || block.operators[index]?.core === true));
}

/**
 * Elements of every tensor of a block on one chip, ONE sample; sequence parallelism divides what is else replicated.
 * Of experts that follow each other one is at work; of an attention in passes, one pass.
 */
function tensorSizes({ block, inputElements, choice, shares }: BlockLivenessInput): readonly number[] {
  const { tensorParallel, sequenceParallel } = choice;
  const rest = sequenceParallel ? tensorParallel : 1;
  return [
    inputElements / rest,
    ...block.operators.map((op, index) => {
      const replicated = op.split === "none" || op.split === "row";
      const elements = (outputElements(op, tensorParallel) * reservedShare(op)) / expertsInTurn(op, choice);
      return (elements * (shares?.[index] ?? 1)) / (replicated ? rest : 1);
    }),
  ];
}

/**
 * Elements alive at each operator beside the stored tensors, which are not to be overwritten; a tensor that takes the
 * place of another begins where that one did.
 */
function passing(
  flow: readonly OperatorFlow[],
  sizes: readonly number[],
  stored: ReadonlySet<number>,
): readonly number[] {
  const elements = new Array<number>(flow.length).fill(0);
  const place = places(flow, sizes, stored);
  place.forEach((own, tensor) => {
    if (own !== tensor) return;
    const sharing = place.flatMap((other, index) => (other === own ? [index] : []));
    const last = Math.max(...sharing.map((index) => lastReader(flow, index)));
    const storedFrom = Math.min(...sharing.filter((index) => stored.has(index)).map((index) => index - 1));
    for (let at = Math.max(0, tensor - 1); at < Math.min(flow.length, storedFrom, last + 1); at++)
      elements[at] = (elements[at] ?? 0) + (sizes[tensor] ?? 0);
  });
  return elements;
}

/** Elements of the tensors among `which` that exist when operator `at` has run. */
function made(which: ReadonlySet<number>, at: number, sizes: readonly number[]): number {
  return [...which].reduce((sum, tensor) => (tensor - 1 <= at ? sum + (sizes[tensor] ?? 0) : sum), 0);
}

/** The last operator that reads a tensor; the block's result is read by whoever comes next. */
function lastReader(flow: readonly OperatorFlow[], tensor: number): number {
  return tensor === flow.length ? flow.length : flow.findLastIndex(({ reads }) => reads.includes(tensor));
}

/** For each tensor the one whose place it took: itself, or what its operator overwrote. */
function places(
  flow: readonly OperatorFlow[],
  sizes: readonly number[],
  stored: ReadonlySet<number>,
): readonly number[] {
  const place = [0];
  flow.forEach(({ reads: [over = 0], inPlace }, index) => {
    const alike = inPlace && sizes[over] === sizes[index + 1];
    const own = place[over] ?? over;
    const shared = place.some(
      (other, tensor) => other === own && (stored.has(tensor) || lastReader(flow, tensor) > index),
    );
    place.push(alike && !shared ? own : index + 1);
  });
  return place;
}

/** Of the rebuilt tensors those that operator `at` or one before it still needs. */
function neededBy(
  flow: readonly OperatorFlow[],
  at: number,
  rebuilt: ReadonlySet<number>,
): ReadonlySet<number> {
  return new Set(flow.slice(0, at + 1).flatMap(({ keeps }) => keeps.filter((tensor) => rebuilt.has(tensor))));
}

function total(tensors: ReadonlySet<number>, sizes: readonly number[]): number {
  return [...tensors].reduce((sum, tensor) => sum + (sizes[tensor] ?? 0), 0);
}
