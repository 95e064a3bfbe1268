import type { Formula } from "../spec/formula/formula.ts";

/** Names that a formula reads, each once. */
export function namesIn(formula: Formula): readonly string[] {
  const names = new Set<string>();
  const visit = (part: Formula): void => {
    if (part.kind === "name") names.add(part.path.join("."));
    if (part.kind === "operator" || part.kind === "call") part.operands.forEach(visit);
    if (part.kind === "choice") [part.test, part.then, part.otherwise].forEach(visit);
  };
  visit(formula);
  return [...names];
}
