import { operatorLaws } from "../operators/operator-laws.ts";
import { keptTensors } from "./kept-tensors.ts";
import { BLOCK_INPUT, type Draft, type Operator, type TensorId } from "./operator-graph.ts";

/**
 * Draws the edges of operators that follow each other: each reads what the one before writes, the first `input`, unless
 * it says itself what it reads; each writes a tensor of its own, called like the operator unless it says otherwise.
 */
export function chain(input: TensorId, drafts: readonly Draft[]): readonly Operator[] {
  let previous = input;
  return drafts.map((draft): Operator => {
    const { reads = [previous], writes = draft.id } = draft;
    previous = writes;
    return {
      ...draft,
      reads,
      writes,
      keeps: keptTensors(draft, { reads, writes }),
      inPlace: operatorLaws(draft).inPlace(draft),
    } as Operator;
  });
}

/** An operator that reads these tensors. */
export function reading<D extends Draft>(reads: readonly TensorId[], draft: D): D {
  return { ...draft, reads };
}

/** What the last of these operators writes; `input` where there are none. */
export function written(operators: readonly Operator[], input: TensorId = BLOCK_INPUT): TensorId {
  return operators.at(-1)?.writes ?? input;
}

/** Operators that read `to` where they read `from`: what is put behind an operator takes its place. */
export function rewired(operators: readonly Operator[], from: TensorId, to: TensorId): readonly Operator[] {
  const moved = (tensor: TensorId): TensorId => (tensor === from ? to : tensor);
  return operators.map((op) =>
    op.reads.includes(from) ? { ...op, reads: op.reads.map(moved), keeps: op.keeps.map(moved) } : op,
  );
}

/** Operators whose tensors have names of their own, so that a block can have operators like them several times. */
export function apart(name: string, operators: readonly Operator[]): readonly Operator[] {
  const own = new Set(operators.map(({ writes }) => writes));
  const renamed = (tensor: TensorId): TensorId => (own.has(tensor) ? `${name} ${tensor}` : tensor);
  return operators.map((op) => ({
    ...op,
    reads: op.reads.map(renamed),
    writes: renamed(op.writes),
    keeps: op.keeps.map(renamed),
  }));
}

/**
 * The operators of a block from the one at `from` on, as a block of their own: what they read of those before is handed
 * over with the block's input.
 */
export function tail(operators: readonly Operator[], from: number): readonly Operator[] {
  let own: readonly Operator[] = operators.slice(from);
  for (const { writes } of operators.slice(0, from)) own = rewired(own, writes, BLOCK_INPUT);
  return own;
}
