import { convertWithMath } from "../../units/convert.ts";
import { loadMath } from "../../units/load-math.ts";
import { parseQuantity } from "../../units/parse-quantity.ts";
import type { Override } from "../override.ts";
import { startEvaluation, type Evaluation, type MathSupport } from "../yaml/sheet.ts";
import { compiledFormula, loadParser, parseCompiled } from "./formula-parser.ts";
import type { SpecNode } from "../yaml/spec-node.ts";

/** Starts the evaluation of what was built; mathjs is imported only where a formula or an unusual unit asks for it. */
export async function evaluationFor(
  building: { readonly documents: Iterable<{ readonly root?: SpecNode | undefined }> },
  overrides: readonly Override[],
): Promise<Evaluation> {
  const texts = overrides.map(({ written }) => String(written));
  const needed =
    texts.some(needsMath) ||
    [...building.documents].some(({ root }) => root !== undefined && treeNeedsMath(root));
  return startEvaluation(needed ? await mathSupport() : COMPILED);
}

/** All formulas are known, and no unit is unusual. */
const COMPILED: MathSupport = { parse: parseCompiled, convert: () => undefined };

async function mathSupport(): Promise<MathSupport> {
  const math = await loadMath();
  return {
    parse: await loadParser(),
    convert: (text, dimension) => convertWithMath(math, text, dimension),
  };
}

function needsMath(text: string): boolean {
  const trimmed = text.trimStart();
  if (trimmed.startsWith("=")) return compiledFormula(trimmed.slice(1)) === undefined;
  if (!/^\s*[-+$]?[\d.]/.test(text)) return false;
  const parsed = parseQuantity(text, "count");
  return !parsed.ok && parsed.unknownUnit !== undefined;
}

/** Keys whose texts are prose, or names that may begin as a number does ("6nd"). */
const WORDS = new Set([
  ...["source", "notes", "name", "id", "aliases", "question", "says", "quote", "because"],
  "flopsConvention",
]);

/** Trees are evaluated again and again, and never change. */
const needing = new WeakMap<SpecNode, boolean>();

function treeNeedsMath(root: SpecNode): boolean {
  let needs = needing.get(root);
  if (needs === undefined) needing.set(root, (needs = nodeNeedsMath(root)));
  return needs;
}

function nodeNeedsMath(node: SpecNode): boolean {
  if (node.kind === "scalar") return typeof node.value === "string" && needsMath(node.value);
  if (node.kind === "list") return node.items.some(nodeNeedsMath);
  return [...node.entries].some(([key, entry]) => !WORDS.has(key) && nodeNeedsMath(entry.node));
}
