import { formatQuantity } from "../units/format-quantity.ts";
import type { ExplanationNode, Rule } from "./explanation-node.ts";

export interface ExplanationTextOptions {
  /** Levels below the root that are shown. */
  readonly depth: number;
  /** Columns of the terminal; no line is wider. */
  readonly width: number;
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

/** Parts of a sum below this share of the whole are told in one line. */
const LEAST_SHARE = 0.01;
/** Room for words however deep a node stands. */
const LEAST_WIDTH = 24;

/** A node as it is written: with its share of the nearest whole that it is a part of; undefined where it is of none. */
interface Shown {
  readonly node: ExplanationNode;
  readonly share: number | undefined;
}

/**
 * A tree as indented lines: value, share, how it follows from what stands under it, and the source, which is told
 * where it comes first. Parts of a sum stand by size; those below a hundredth of the whole are one line.
 */
export function explanationText(root: ExplanationNode, options: ExplanationTextOptions): string {
  const { depth, width, dim = same, bold = same } = options;
  const lines: string[] = [];
  const told = new Set<string>();
  const write = ({ node, share }: Shown, level: number, first: string, rest: string): void => {
    const hidden = level >= depth && node.children.length > 0;
    const shown = hidden ? [] : childrenOf(node, share);
    const how = [saying(node), sourceText(node, told), hidden ? "…" : ""].filter((text) => text !== "");
    const value = valueText(node.value, node.unit);
    const part = share === undefined || level === 0 ? "" : `  ${shareText(share)}`;
    const hanging = `${rest}${shown.length > 0 ? "│ " : "  "}`;
    const room = Math.max(LEAST_WIDTH, width - hanging.length);
    const head = `${level === 0 ? bold(node.label) : node.label}  ${bold(value)}${part}`;
    const length = first.length + `${node.label}  ${value}${part}`.length;
    const said = how.join("; ");
    if (length <= width)
      lines.push(
        said !== "" && length + 2 + said.length <= width
          ? `${first}${head}  ${dim(said)}`
          : `${first}${head}`,
      );
    else {
      const [line = "", ...more] = wrapped(`${node.label} ${value}${part}`, room);
      lines.push(`${first}${line}`, ...more.map((text) => `${hanging}${text}`));
    }
    if (said !== "" && length + 2 + said.length > width)
      lines.push(...wrapped(said, room).map((text) => `${hanging}${dim(text)}`));
    shown.forEach((child, index) => {
      const last = index === shown.length - 1;
      write(child, level + 1, `${rest}${last ? "└ " : "├ "}`, `${rest}${last ? "  " : "│ "}`);
    });
  };
  write({ node: root, share: 1 }, 0, "", "");
  return `${lines.map((line) => line.trimEnd()).join("\n")}\n`;
}

/** The children in the order in which they are told, each with its share. */
function childrenOf(parent: ExplanationNode, share: number | undefined): readonly Shown[] {
  const { rule, children, unit } = parent;
  switch (rule) {
    case "sum":
      return partsBySize(parent, share ?? 1);
    case "product": {
      const alike = children.filter((child) => child.unit === unit && unit !== "");
      return children.map((node) => ({
        node,
        share: alike.length === 1 && node === alike[0] ? share : undefined,
      }));
    }
    case "quotient":
      return children.map((node, index) => ({ node, share: index === 0 ? share : undefined }));
    case "maximum":
      return largestFirst(parent, share);
    default:
      return children.map((node) => ({ node, share: undefined }));
  }
}

/** Of a maximum the largest decides; the others are one line. */
function largestFirst(
  { children, value, unit }: ExplanationNode,
  share: number | undefined,
): readonly Shown[] {
  const at = children.findIndex((node) => node.value === value);
  const others = children.filter((_, index) => index !== at);
  const next = Math.max(...others.map((node) => node.value));
  const folded: ExplanationNode = {
    label: `and ${others.length} others, up to`,
    ...{ value: next, unit, rule: "elsewhere", children: [] },
  };
  const rest = others.length > 2 ? [folded] : others;
  return [
    ...children.filter((_, index) => index === at).map((node) => ({ node, share })),
    ...rest.map((node) => ({ node, share: undefined })),
  ];
}

function partsBySize({ children, value, unit }: ExplanationNode, share: number): readonly Shown[] {
  const parts = children
    .map((node) => ({ node, share: value === 0 ? 0 : (share * node.value) / value }))
    .sort((a, b) => Math.abs(b.node.value) - Math.abs(a.node.value));
  const small = parts.filter((part) => Math.abs(part.share) < LEAST_SHARE);
  if (small.length < 2 || small.length === parts.length) return parts;
  const rest: ExplanationNode = {
    label: `and ${small.length} smaller`,
    value: small.reduce((sum, { node }) => sum + node.value, 0),
    ...{ unit, rule: "elsewhere", children: [] },
  };
  const together = small.reduce((sum, part) => sum + part.share, 0);
  return [...parts.filter((part) => !small.includes(part)), { node: rest, share: together }];
}

/** "42.1 %", "0.3 %". */
const shareText = (share: number): string => `${Number((share * 100).toPrecision(3)).toFixed(1)} %`;

function saying({ rule, formula, children }: ExplanationNode): string {
  const word = children.length > 1 ? SAYS[rule] : "";
  return [word, formula ?? ""].filter((text) => text !== "").join(": ");
}

/** Status, source and place; where the same was told before, its place. */
function sourceText({ source }: ExplanationNode, told: Set<string>): string {
  if (source === undefined) return "";
  const { status, source: said, written, file, line } = source;
  const at = file === undefined ? "" : `${file}${line === undefined ? "" : `:${line}`}`;
  const place = at === "" ? "" : ` (${at})`;
  const text = written?.startsWith("=") ? `${written}, ` : "";
  const whole = `${text}${status}: ${said === written ? "formula" : said}${place}`;
  if (told.has(whole) && at !== "") return `${status}${place}`;
  told.add(whole);
  return whole;
}

function valueText(value: number, unit: string): string {
  if (unit === "cycles" || unit === "USD·s") return `${formatQuantity(value, "", 4)} ${unit}`;
  return formatQuantity(value, unit, 4);
}

/** Words in lines of at most `width` characters; a longer word, such as the path of a file, is cut. */
function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(...(word.match(new RegExp(`.{1,${width}}`, "gu")) ?? [""]));
  }
  return lines;
}
