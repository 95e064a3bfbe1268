import { convertWithMath } from "./convert.ts";
import { BASE_UNIT, type Dimension } from "./dimension.ts";
import type { Math } from "./math.ts";
import { POWERS_OF, samePowers } from "./powers.ts";
import { UNITS, UNIT_GROUPS } from "./unit-table.ts";

const NUMBER = String.raw`(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;
/** What may not follow a symbol, for it would be a longer one. */
const WHOLE = String.raw`(?![A-Za-z0-9_µμ$%])`;

/** What no text is. */
const NOTHING = String.raw`[^\s\S]`;
/** Not a single symbol. */
const NOT_ONE_SYMBOL = String.raw`(?!\s*[A-Za-z$%µμ][A-Za-z0-9$%µμ]*\s*$)`;

/** Symbols as alternatives of a regular expression, each with one of these prefixes or none. */
function withPrefixes(prefixes: readonly string[], symbols: readonly string[]): string {
  const any = anyOf(symbols);
  const written = prefixes.filter((prefix) => prefix !== "");
  return written.length === 0 ? any : `${anyOf(written)}?${any}`;
}

function anyOf(words: readonly string[]): string {
  const escaped = words.map((word) => word.replace(/[$^*.()[\]{}+?|\\/]/g, String.raw`\$&`));
  return `(?:${escaped.join("|")})`;
}

/** Symbols of the table that are a unit of this dimension by themselves, and those of mathjs that are. */
function singles(dimension: Dimension, math: Math): string {
  const known = [...UNITS].filter(([, unit]) => samePowers(unit.powers, POWERS_OF[dimension]));
  const own = known.map(([symbol]) => symbol).filter((symbol) => symbol !== "%");
  const others = new Map<string, string[]>();
  for (const { name, prefixes } of math.unitNames()) {
    if (UNITS.has(name) || convertWithMath(math, `1 ${name}`, dimension) === undefined) continue;
    others.set(prefixes.join(), [...(others.get(prefixes.join()) ?? []), name]);
  }
  const groups = [...others].map(([prefixes, names]) => withPrefixes(prefixes.split(","), names));
  const all = own.length === 0 ? groups : [anyOf(own), ...groups];
  return all.length === 0 ? NOTHING : `(?:${all.join("|")})${WHOLE}`;
}

/** One unit after another with operators between them, each with or without a power, whatever they come to. */
function product(math: Math): string {
  const own = UNIT_GROUPS.map(({ prefixes, symbols }) => withPrefixes(prefixes, symbols));
  const others = anyOf(math.unitNames().map(({ name }) => name));
  const power = String.raw`(?:(?:\^|\*\*)-?\d|[²³])?`;
  return String.raw`(?:\s*[*/·×]?\s*(?:${[...own, others].join("|")})${WHOLE}${power})+`;
}

/**
 * A regular expression of how a quantity of this dimension is written, for editors: a formula, or a number with a
 * unit. A unit of one symbol must be of the dimension; of a product of several it is only asked that all are units,
 * for what they come to is beyond such an expression. What it refuses, `parseQuantity` and mathjs refuse too.
 */
export function quantityPattern(dimension: Dimension, math: Math): string {
  if (dimension === "share") return anchored(String.raw`[-+]?\s*${NUMBER}\s*%?`);
  const unit = `(?:${singles(dimension, math)}|${NOT_ONE_SYMBOL}${product(math)})`;
  const plain = String.raw`[-+]?\s*${NUMBER}\s*${unit}${BASE_UNIT[dimension] === "" ? "?" : ""}`;
  if (!BASE_UNIT[dimension].startsWith("USD")) return anchored(plain);
  const per = dimension === "dollars" ? "" : product(math);
  return anchored(String.raw`${plain}|[-+]?\s*\$\s*${NUMBER}\s*(?:[kKM](?![A-Za-z]))?${per}`);
}

const anchored = (number: string): string => String.raw`^(?:\s*=[^]*|\s*(?:${number})\s*)$`;
