import type { ParsedFormula } from "./parsed-formula.ts";

/** A formula that says something it may not, with the part of its text that is to blame. */
export class FormulaError extends Error {
  readonly token: string | undefined;
  readonly offset: number | undefined;
  readonly suggestion: string | undefined;
  constructor(
    message: string,
    blame: { token?: string; offset?: number; suggestion?: string | undefined } = {},
  ) {
    super(message);
    this.name = "FormulaError";
    this.token = blame.token;
    this.offset = blame.offset;
    this.suggestion = blame.suggestion;
  }
}

/** What a formula may consist of. Nothing else that mathjs can parse gets past `parseFormula`. */
export type Formula =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "name"; readonly path: readonly string[] }
  | { readonly kind: "operator"; readonly operator: string; readonly operands: readonly Formula[] }
  | { readonly kind: "call"; readonly name: string; readonly operands: readonly Formula[] }
  | { readonly kind: "choice"; readonly test: Formula; readonly then: Formula; readonly otherwise: Formula };

const OPERATORS = new Set(["+", "-", "*", "/", "^", "<", "<=", ">", ">=", "==", "!=", "and", "or", "not"]);

/** Functions that every formula may call. */
export const FORMULA_FUNCTIONS = [
  "min",
  "max",
  "ceil",
  "floor",
  "round",
  "sqrt",
  "abs",
  "log2",
  "exp",
  "pow",
] as const;

/** What mathjs's parser makes of a text; see formula-parser.ts. */
export type ParseExpression = (text: string) => ParsedFormula;

/** A text that no build has parsed was met before mathjs was loaded. */
export class ParserNeeded extends Error {
  constructor(text: string) {
    super(`the formula "${text}" was met before mathjs was loaded`);
    this.name = "ParserNeeded";
  }
}

/** Characters: a formula is followed part by part, and each part may hold another. */
const LONGEST_FORMULA = 2000;

export interface FormulaOptions {
  /** Functions allowed besides FORMULA_FUNCTIONS; theirs may take texts. */
  readonly functions?: readonly string[];
}

/**
 * Parses with mathjs and keeps only what is on the list: numbers, names, operators, listed functions, conditions.
 * mathjs never evaluates anything here, so that a spec cannot reach the world.
 */
export function parseFormula(text: string, parse: ParseExpression, options: FormulaOptions = {}): Formula {
  if (text.length > LONGEST_FORMULA)
    throw new FormulaError(`${text.length} characters, of which at most ${LONGEST_FORMULA} can be read`);
  let tree: ParsedFormula;
  try {
    tree = parse(text);
  } catch (error) {
    if (error instanceof ParserNeeded) throw error;
    if (error instanceof RangeError) throw new FormulaError("parentheses that are nested too deep");
    const { char, message } = error as { char?: number; message: string };
    throw new FormulaError(
      `"${text.trim()}" (${message.replace(/ \(char \d+\)$/, "")})`,
      char === undefined ? {} : { offset: char - 1 },
    );
  }
  return toFormula(tree, new Set([...FORMULA_FUNCTIONS, ...(options.functions ?? [])]));
}

function toFormula(root: ParsedFormula, functions: ReadonlySet<string>): Formula {
  const visit = (node: ParsedFormula): Formula => {
    switch (node.type) {
      case "ConstantNode":
        return constant(node);
      case "ParenthesisNode":
        return visit(node.content as ParsedFormula);
      case "SymbolNode":
      case "AccessorNode":
        return { kind: "name", path: namePath(node) };
      case "OperatorNode":
        if (!OPERATORS.has(node.op ?? ""))
          throw new FormulaError(`the operator "${node.op}"`, { token: node.op ?? "" });
        return { kind: "operator", operator: node.op ?? "", operands: (node.args ?? []).map(visit) };
      case "FunctionNode": {
        const name = node.fn?.type === "SymbolNode" ? (node.fn.name ?? "") : String(node.fn);
        if (!functions.has(name))
          throw new FormulaError(`a call of "${name}"`, { token: name.split("(")[0] ?? name });
        return { kind: "call", name, operands: (node.args ?? []).map(visit) };
      }
      case "ConditionalNode": {
        const [test, then, otherwise] = [node.condition, node.trueExpr, node.falseExpr].map((part) =>
          visit(part as ParsedFormula),
        ) as [Formula, Formula, Formula];
        return { kind: "choice", test, then, otherwise };
      }
      default:
        throw new FormulaError(`${article(node.type)} (${String(node)})`, {
          token: String(node).split(/\W/)[0] ?? "",
        });
    }
  };
  return visit(root);
}

function article(type: string): string {
  const name = type.replace(/Node$/, "").toLowerCase();
  return `${/^[aeiou]/.test(name) ? "an" : "a"} ${name}`;
}

function constant(node: ParsedFormula): Formula {
  if (typeof node.value === "number") return { kind: "number", value: node.value };
  if (typeof node.value === "string") return { kind: "text", value: node.value };
  throw new FormulaError(`the value ${String(node)}`, { token: String(node) });
}

/** `power.idle` as ["power", "idle"]; brackets and computed keys are refused. */
function namePath(node: ParsedFormula): readonly string[] {
  if (node.type === "SymbolNode") return [node.name ?? ""];
  const key = node.index?.dotNotation === true ? node.index.dimensions[0]?.value : undefined;
  if (node.object === undefined || typeof key !== "string")
    throw new FormulaError(`an index (${String(node)})`, { token: "[" });
  if (node.object.type !== "SymbolNode" && node.object.type !== "AccessorNode")
    throw new FormulaError(`a member of ${String(node.object)}`, { token: String(node.object) });
  return [...namePath(node.object), key];
}
