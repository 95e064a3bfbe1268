import { createHash } from "node:crypto";
import { loadMath } from "../units/load-math.ts";
import type { CompiledSpecs } from "./compiled-specs.ts";
import { plainFormula, type ParsedFormula } from "./formula/parsed-formula.ts";
import { compileTree, type CompiledTree } from "./yaml/compiled-tree.ts";
import { parseDocument } from "./yaml/parse-document.ts";
import { plainValue, type MapNode } from "./yaml/spec-node.ts";

/** Kinds whose values are formulas where they begin with "=" alone; a study has formulas without. */
const isStudy = (root: MapNode): boolean => plainValue(root.entries.get("kind")?.node ?? root) === "study";

/**
 * Reads the shipped specs for good: see `compiledSpecs`. A file with an error, or with a value that JSON cannot hold
 * (`.inf`), is left out and read from its YAML.
 */
export async function compileSpecs(files: readonly Uint8Array[]): Promise<CompiledSpecs> {
  const { parse } = await loadMath();
  const trees: Record<string, CompiledTree> = {};
  const formulas: Record<string, ParsedFormula> = {};
  for (const bytes of files) {
    const { root, errors } = parseDocument({ file: "", text: new TextDecoder("utf-8").decode(bytes) });
    if (root === undefined || errors.length > 0) continue;
    const tree = compileTree(root);
    if (holdsNumbers(tree)) trees[createHash("sha256").update(bytes).digest("hex")] = tree;
    for (const text of formulaTexts(plainValue(root), isStudy(root))) {
      const formula = parsed(text, parse as unknown as (text: string) => ParsedFormula);
      if (formula !== undefined) formulas[text] = formula;
    }
  }
  return { trees, formulas };
}

/** Whether JSON gives back every number as it was. */
const holdsNumbers = (tree: CompiledTree): boolean =>
  tree.every((part) =>
    Array.isArray(part)
      ? holdsNumbers(part as CompiledTree)
      : typeof part !== "number" || (Number.isFinite(part) && !Object.is(part, -0)),
  );

/** Texts that may be formulas. */
function formulaTexts(value: unknown, ofStudy: boolean): readonly string[] {
  if (typeof value === "string") {
    const trimmed = value.trimStart();
    return trimmed.startsWith("=") ? [trimmed.slice(1)] : ofStudy ? [value] : [];
  }
  if (value === null || typeof value !== "object") return [];
  return Object.values(value).flatMap((child) => formulaTexts(child, ofStudy));
}

const PARTS = new Set(
  ["Constant", "Parenthesis", "Symbol", "Accessor", "Operator", "Function", "Conditional"].map(
    (name) => `${name}Node`,
  ),
);

/** Undefined for what is no formula, such as a sentence; what a formula may not be is told by parsing it anew. */
function parsed(text: string, parse: (text: string) => ParsedFormula): ParsedFormula | undefined {
  try {
    const formula = plainFormula(parse(text));
    return isPlain(formula) ? formula : undefined;
  } catch {
    return undefined;
  }
}

/** Made of parts that formulas have: messages about others print mathjs's own node. */
function isPlain({ type, fn, value, index, object, ...parts }: ParsedFormula): boolean {
  const { content, condition, trueExpr, falseExpr, args = [] } = parts;
  const children = [content, condition, trueExpr, falseExpr, object, ...args].filter(
    (part) => part !== undefined,
  );
  return (
    PARTS.has(type) &&
    (fn === undefined || fn.type === "SymbolNode") &&
    (type !== "ConstantNode" ||
      typeof value === "string" ||
      (typeof value === "number" && Number.isFinite(value))) &&
    (index === undefined || index.dotNotation) &&
    children.every(isPlain)
  );
}
