import { BLOCK_INPUT, type Operator, type TensorId } from "./operator-graph.ts";

/** The edges of an operator with its block's tensors numbered: 0 is the block's input, k + 1 what operator k writes. */
export interface OperatorFlow {
  readonly reads: readonly number[];
  readonly keeps: readonly number[];
  readonly inPlace: boolean;
}

/** Numbers the tensors of a block. Throws where an operator reads what none before it writes, or two write the same. */
export function dataFlow(operators: readonly Operator[]): readonly OperatorFlow[] {
  const numbers = new Map<TensorId, number>([[BLOCK_INPUT, 0]]);
  return operators.map(({ id, reads, writes, keeps, inPlace }, index) => {
    const numberOf = (tensor: TensorId): number => {
      const number = numbers.get(tensor);
      if (number === undefined) throw new Error(`${id} reads ${tensor}, which no operator before it writes`);
      return number;
    };
    const read = reads.map(numberOf);
    if (numbers.has(writes)) throw new Error(`${id} writes ${writes}, which is there already`);
    numbers.set(writes, index + 1);
    return { reads: read, keeps: keeps.map(numberOf), inPlace };
  });
}
