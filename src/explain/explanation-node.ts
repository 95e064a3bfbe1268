import type { Status } from "../spec/yaml/provenance.ts";

/**
 * How a value follows from those of the children.
 *
 * - `sum`, `product`, `maximum` of all children; `quotient`: the first over the product of the others.
 * - `law`: a law of the models, whose formula says more than arithmetic on the children, which are its inputs.
 * - `input`: a number of a spec or a named constant. `elsewhere`: taken apart in another place of the tree.
 */
export const RULES = ["sum", "product", "quotient", "maximum", "law", "input", "elsewhere"] as const;
export type Rule = (typeof RULES)[number];

/** Where an input comes from: who said it, how sure it is, and the line of the spec. */
export interface NodeSource {
  readonly status: Status | "unknown";
  readonly source: string;
  /** As written in the file. */
  readonly written?: string;
  readonly file?: string;
  readonly line?: number;
}

/** One number of an explanation and what it is made of. */
export interface ExplanationNode {
  readonly label: string;
  readonly value: number;
  /** Base unit; empty for counts and shares. */
  readonly unit: string;
  readonly rule: Rule;
  /** What the rule leaves unsaid: a law's equation, or a word on the value. */
  readonly formula?: string;
  readonly source?: NodeSource;
  readonly children: readonly ExplanationNode[];
}

type Named = Pick<ExplanationNode, "label" | "unit"> & { readonly formula?: string };

/** What a node's rule makes of its children; undefined for nodes that arithmetic does not make. */
export function ruleValue({
  rule,
  children,
}: Pick<ExplanationNode, "rule" | "children">): number | undefined {
  const values = children.map(({ value }) => value);
  switch (rule) {
    case "sum":
      return values.reduce((sum, value) => sum + value, 0);
    case "product":
      return values.reduce((product, value) => product * value, 1);
    case "quotient":
      return values.slice(1).reduce((quotient, value) => quotient / value, values[0] ?? 0);
    case "maximum":
      return Math.max(...values);
    default:
      return undefined;
  }
}

function combined(rule: Rule) {
  return (named: Named, children: readonly ExplanationNode[]): ExplanationNode => ({
    ...named,
    value: ruleValue({ rule, children }) ?? 0,
    rule,
    children,
  });
}

export const product = combined("product");
export const quotient = combined("quotient");
export const maximum = combined("maximum");

/** Label of the part of a sum that no child accounts for. A test forbids it: the tree is to be whole. */
export const REMAINDER = "not taken apart";
const TOLERANCE = 1e-9;

/** A sum known to be `value`; parts that are nought are left out, and what they leave open is said. */
export function sum(
  named: Named & { readonly value?: number },
  children: readonly ExplanationNode[],
): ExplanationNode {
  const { value: known, ...rest } = named;
  const parts = children.filter(({ value }) => value !== 0);
  const total = parts.reduce((inner, { value }) => inner + value, 0);
  const value = known ?? total;
  if (Math.abs(value - total) <= TOLERANCE * Math.abs(value))
    return { ...rest, value, rule: "sum", children: parts };
  const open: ExplanationNode = {
    label: REMAINDER,
    value: value - total,
    unit: named.unit,
    rule: "elsewhere",
    children: [],
  };
  return { ...rest, value, rule: "sum", children: [...parts, open] };
}

/** The result of a law; `inputs` are what it reads. */
export function law(
  named: Named & { readonly value: number; readonly formula: string; readonly source?: NodeSource },
  inputs: readonly ExplanationNode[] = [],
): ExplanationNode {
  return { ...named, rule: "law", children: inputs };
}

/** A plain count, such as layers or micro-batches; a choice of the plan unless the formula says otherwise. */
export function count(label: string, value: number, formula = "plan"): ExplanationNode {
  return { label, value, unit: "", rule: "input", formula, children: [] };
}

export function elsewhere(named: Named & { readonly value: number }): ExplanationNode {
  return { ...named, rule: "elsewhere", children: [] };
}
