import { formatQuantity } from "../units/format-quantity.ts";
import type { ExplanationNode, Rule } from "./explanation-node.ts";

export interface ExplanationTextOptions {
  /** Levels below the root that are shown. */
  readonly depth: number;
  readonly dim?: (text: string) => string;
  readonly bold?: (text: string) => string;
}

const SAYS: Readonly<Record<Rule, string>> = {
  sum: "sum",
  product: "product",
  quotient: "quotient",
  maximum: "maximum",
  law: "",
  input: "",
  elsewhere: "",
};
const same = (text: string): string => text;

/** A tree as indented lines: value, label, how it follows from what stands under it, and the source. */
export function explanationText(
  root: ExplanationNode,
  { depth, dim = same, bold = same }: ExplanationTextOptions,
): string {
  const lines: string[] = [];
  const write = (node: ExplanationNode, level: number, first: string, rest: string): void => {
    const { label, value, unit, children } = node;
    const hidden = level >= depth && children.length > 0;
    const how = [saying(node), sourceText(node), hidden ? "…" : ""].filter((text) => text !== "").join("; ");
    const name = level === 0 ? bold(label) : label;
    lines.push(`${first}${name}  ${bold(valueText(value, unit))}${how === "" ? "" : `  ${dim(how)}`}`);
    if (hidden) return;
    children.forEach((child, index) => {
      const last = index === children.length - 1;
      write(child, level + 1, `${rest}${last ? "└ " : "├ "}`, `${rest}${last ? "  " : "│ "}`);
    });
  };
  write(root, 0, "", "");
  return `${lines.join("\n")}\n`;
}

function saying({ rule, formula, children }: ExplanationNode): string {
  const word = children.length > 1 ? SAYS[rule] : "";
  return [word, formula ?? ""].filter((text) => text !== "").join(": ");
}

function sourceText({ source }: ExplanationNode): string {
  if (source === undefined) return "";
  const { status, source: said, written, file, line } = source;
  const place = file === undefined ? "" : ` (${file}${line === undefined ? "" : `:${line}`})`;
  const text = written?.startsWith("=") ? `${written}, ` : "";
  return `${text}${status}: ${said === written ? "formula" : said}${place}`;
}

function valueText(value: number, unit: string): string {
  if (unit === "cycles" || unit === "USD·s") return `${formatQuantity(value, "", 4)} ${unit}`;
  return formatQuantity(value, unit, 4);
}
