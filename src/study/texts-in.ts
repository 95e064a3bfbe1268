import type { Formula } from "../spec/formula/formula.ts";

/** Every text that stands as an argument of a call: ids of systems and workloads among them. */
export function textsIn(
  formula: Formula,
): readonly { readonly call: string; readonly index: number; readonly text: string }[] {
  switch (formula.kind) {
    case "call":
      return formula.operands.flatMap((operand, index) =>
        operand.kind === "text" ? [{ call: formula.name, index, text: operand.value }] : textsIn(operand),
      );
    case "operator":
      return formula.operands.flatMap(textsIn);
    case "choice":
      return [formula.test, formula.then, formula.otherwise].flatMap(textsIn);
    default:
      return [];
  }
}
