import { BASE_UNIT, type Dimension } from "./dimension.ts";
import { nearestName } from "./nearest-name.ts";
import {
  POWERS,
  POWERS_OF,
  describeExpected,
  describePowers,
  multiplyPowers,
  samePowers,
  type Powers,
} from "./powers.ts";
import { UNITS, parseUnit, toBaseUnits, type Unit } from "./unit-table.ts";

/** A quantity in base units, or what is wrong with the text and what was probably meant. */
export type ParsedQuantity =
  | { readonly ok: true; readonly value: number }
  | {
      readonly ok: false;
      /** What the text is instead: `frequency`, `no unit`, `a range`. */
      readonly problem: string;
      readonly suggestion?: string;
      /** The unit is none of ours; mathjs may know it. */
      readonly unknownUnit?: string;
    };

const NUMBER = /^([-+]?)\s*(\$?)\s*((?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*(.*)$/s;
const MONEY_SUFFIX: Readonly<Record<string, string>> = { k: "k$", K: "k$", M: "M$" };

/**
 * `1.85 GHz` in the base unit of `dimension`. The last bit does not depend on the prefix: 1850 MHz is 1.85 GHz.
 * Understands the units of the unit table; for others see convert.ts.
 */
export function parseQuantity(text: string, dimension: Dimension): ParsedQuantity {
  const written = text.trim();
  const match = NUMBER.exec(written);
  if (match === null) return notANumber(written);
  const [, sign = "", currency = "", digits = "", rest = ""] = match;
  const unitText = currency === "$" ? dollarsUnit(rest) : rest.trim();
  if (/^[,_]\d/.test(rest)) return separatedDigits(written);
  if (/^(-|to\b|\.\.)\s*\d/.test(rest)) return aRange();
  const slip = multipleOrCount(written, digits, unitText, dimension);
  if (slip !== undefined) return slip;
  const parsed = parseUnit(unitText);
  if ("unknown" in parsed) return unknownUnit(written, parsed.unknown, dimension);
  const problem = checkUnit(written, unitText, parsed.unit, dimension);
  if (problem !== undefined) return problem;
  const value = toBaseUnits(digits, parsed.unit);
  return { ok: true, value: sign === "-" ? -value : value };
}

/** `$1.2 M` and `$0.1/kWh`: what follows the number when the dollar sign leads. */
function dollarsUnit(rest: string): string {
  const suffix = /^([kKM])\b\s*(.*)$/s.exec(rest);
  return suffix ? `${MONEY_SUFFIX[suffix[1] ?? ""]} ${suffix[2]}`.trim() : `$${rest}`.trim();
}

function notANumber(written: string): ParsedQuantity {
  const infinite = /^[-+]?\.?(nan|inf(inity)?)\b/i.test(written);
  return { ok: false, problem: infinite ? "not finite" : "not a number" };
}

/** What a count is spoken with: 300B parameters, 1T tokens, 2k steps. */
const COUNT_SUFFIX: Readonly<Record<string, string>> = {
  k: "e3",
  K: "e3",
  M: "e6",
  B: "e9",
  G: "e9",
  T: "e12",
};

/** `2x`, which is a formula, and `300B` or `1T` for a plain number. */
function multipleOrCount(
  written: string,
  digits: string,
  unitText: string,
  dimension: Dimension,
): ParsedQuantity | undefined {
  if (/^[x\u00d7]$/i.test(unitText))
    return {
      ok: false,
      problem: "a multiple",
      suggestion: `= ${digits} * base.NAME, which takes the value from what the spec extends`,
    };
  const zeros = COUNT_SUFFIX[unitText];
  if (dimension !== "count" || zeros === undefined) return undefined;
  return { ok: false, problem: `"${written}"`, suggestion: `${digits}${zeros}` };
}

function separatedDigits(written: string): ParsedQuantity {
  const suggestion = written.replace(/(\d)[,_](?=\d)/g, "$1");
  return { ok: false, problem: "digits with separators", suggestion };
}

function aRange(): ParsedQuantity {
  return {
    ok: false,
    problem: "a range",
    suggestion: "{ value: ..., low: ..., high: ... }",
  };
}

function checkUnit(
  written: string,
  unitText: string,
  unit: Unit,
  dimension: Dimension,
): ParsedQuantity | undefined {
  if (unitText === "") {
    const base = BASE_UNIT[dimension];
    if (base === "") return undefined;
    return { ok: false, problem: "no unit", suggestion: `${written} ${base}` };
  }
  const allowed = dimension !== "share" || unitText === "%";
  const percent = unitText.includes("%") && dimension !== "share";
  if (samePowers(unit.powers, POWERS_OF[dimension]) && allowed && !percent) return undefined;
  return wrongDimension(written, describeUnit(unitText, unit.powers), dimension, unit.powers);
}

function describeUnit(unitText: string, powers: Powers): string {
  return unitText === "%" ? "a percentage" : describePowers(powers) || "a pure number";
}

/** Message for a quantity of another dimension; a rate without its `/s` is the likeliest slip. */
function wrongDimension(written: string, got: string, dimension: Dimension, powers: Powers): ParsedQuantity {
  const rate = multiplyPowers(powers, POWERS.second, -1);
  const lacksSecond = BASE_UNIT[dimension].endsWith("/s") && samePowers(rate, POWERS_OF[dimension]);
  return { ok: false, problem: got, ...(lacksSecond ? { suggestion: `${written}/s` } : {}) };
}

/** Spellings that are near no symbol, or ambiguous, with what they mostly stand for. */
const SLIPS: readonly (readonly [RegExp, string])[] = [
  [/^([kMGTPEZ]?)(?:FLOPS|flops|Flops|FLOPps)$/, "$1FLOP/s"],
  [/^([kKMGTPE]i?)Bps$/, "$1B/s"],
  [/^([cm]?m)(2)$/, "$1^2"],
  [/^([pnf]?)J\/?(?:flop|Flop)s?$/, "$1J/FLOP"],
  [/^(?:yr|yrs)$/, "years"],
  [/^(?:sec|secs)$/, "s"],
  [/^(?:hr|hrs)$/, "h"],
  [/^(?:EUR|\u20ac|GBP)$/, "USD"],
];

function unknownUnit(written: string, symbol: string, dimension: Dimension): ParsedQuantity {
  const problem = `unknown unit "${symbol}"`;
  const meant = meantUnit(symbol, dimension);
  if (meant === undefined) return { ok: false, problem, unknownUnit: symbol };
  const at = written.lastIndexOf(symbol);
  const suggestion = written.slice(0, at) + meant + written.slice(at + symbol.length);
  const corrected = parseQuantity(suggestion, dimension);
  if (corrected.ok) return { ok: false, problem, suggestion, unknownUnit: symbol };
  return corrected;
}

function meantUnit(symbol: string, dimension: Dimension): string | undefined {
  for (const [pattern, meant] of SLIPS) if (pattern.test(symbol)) return symbol.replace(pattern, meant);
  const sameCase = [...UNITS.keys()].filter((known) => known.toLowerCase() === symbol.toLowerCase());
  const fitting = sameCase.find((known) => fits(known, dimension)) ?? sameCase[0];
  if (fitting !== undefined) return fitting;
  const candidates = [...UNITS.keys()].filter((known) => known.length > 1 && fits(known, dimension));
  return nearestName(symbol, candidates);
}

function fits(symbol: string, dimension: Dimension): boolean {
  const unit = UNITS.get(symbol);
  return unit !== undefined && samePowers(unit.powers, POWERS_OF[dimension]);
}

/** Says what a quantity of this dimension looks like: `bytes, such as "624 KiB"`. */
export { describeExpected };
