/** The parts of mathjs's nodes that are read; a plain record of them stands for the node. */
export interface ParsedFormula {
  readonly type: string;
  readonly value?: unknown;
  readonly name?: string;
  readonly op?: string;
  readonly args?: readonly ParsedFormula[];
  readonly fn?: ParsedFormula;
  readonly content?: ParsedFormula;
  readonly object?: ParsedFormula;
  readonly index?: { readonly dotNotation: boolean; readonly dimensions: readonly ParsedFormula[] };
  readonly condition?: ParsedFormula;
  readonly trueExpr?: ParsedFormula;
  readonly falseExpr?: ParsedFormula;
}

/** A parsed formula as plain data: what is read of it, and nothing of mathjs. */
export function plainFormula(node: ParsedFormula): ParsedFormula {
  const { type, value, name, op, args, fn, content, object, index, condition, trueExpr, falseExpr } = node;
  return {
    type,
    ...(value === undefined ? {} : { value }),
    ...(type === "SymbolNode" && name !== undefined ? { name } : {}),
    ...(op === undefined ? {} : { op }),
    ...(args === undefined ? {} : { args: args.map(plainFormula) }),
    ...(fn === undefined || type !== "FunctionNode" ? {} : { fn: plainFormula(fn) }),
    ...(content === undefined ? {} : { content: plainFormula(content) }),
    ...(object === undefined ? {} : { object: plainFormula(object) }),
    ...(index === undefined
      ? {}
      : { index: { dotNotation: index.dotNotation, dimensions: index.dimensions.map(plainFormula) } }),
    ...(condition === undefined ? {} : { condition: plainFormula(condition) }),
    ...(trueExpr === undefined ? {} : { trueExpr: plainFormula(trueExpr) }),
    ...(falseExpr === undefined ? {} : { falseExpr: plainFormula(falseExpr) }),
  };
}
