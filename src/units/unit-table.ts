import { DIMENSIONLESS, POWERS, multiplyPowers, scalePowers, type Powers } from "./powers.ts";

/**
 * A unit as a factor to base units. The power of ten is kept apart from the rest, so that `1850 MHz` and
 * `1.85 GHz` become the same number to the last bit.
 */
export interface Unit {
  readonly powerOfTen: number;
  readonly numerator: number;
  readonly denominator: number;
  readonly powers: Powers;
}

type Prefixes = "si" | "large" | "binary" | "none";

interface Atom extends Unit {
  readonly prefixes: Prefixes;
}

function atom(powers: Powers, prefixes: Prefixes, numerator = 1, denominator = 1, powerOfTen = 0): Atom {
  return { powers, prefixes, numerator, denominator, powerOfTen };
}

const bit = atom(POWERS.byte, "binary", 1, 8);
const bitPerSecond = atom(multiplyPowers(POWERS.byte, POWERS.second, -1), "binary", 1, 8);
const flop = atom(POWERS.flop, "large");
const dollar = atom(POWERS.dollar, "large");
const gram = atom(POWERS.kilogram, "si", 1, 1, -3);
const hour = atom(POWERS.second, "none", 3600);
const day = atom(POWERS.second, "none", 86_400);
/** Julian year of 365.25 days, as mathjs has it. */
const year = atom(POWERS.second, "none", 31_557_600);

/** Every unit a spec may use without mathjs. A cycle is a pure number: `64 B/cycle` are bytes, `2 Gcycle/s` hertz. */
const ATOMS: Readonly<Record<string, Atom>> = {
  B: atom(POWERS.byte, "binary"),
  byte: atom(POWERS.byte, "none"),
  bytes: atom(POWERS.byte, "none"),
  b: bit,
  bit,
  bits: { ...bit, prefixes: "none" },
  bps: bitPerSecond,
  s: atom(POWERS.second, "si"),
  second: atom(POWERS.second, "none"),
  seconds: atom(POWERS.second, "none"),
  min: atom(POWERS.second, "none", 60),
  minute: atom(POWERS.second, "none", 60),
  minutes: atom(POWERS.second, "none", 60),
  h: hour,
  hour,
  hours: hour,
  day,
  days: day,
  week: atom(POWERS.second, "none", 604_800),
  weeks: atom(POWERS.second, "none", 604_800),
  month: atom(POWERS.second, "none", 2_629_800),
  months: atom(POWERS.second, "none", 2_629_800),
  year,
  years: year,
  Hz: atom(scalePowers(POWERS.second, -1), "si"),
  FLOP: flop,
  FLOPs: flop,
  flop,
  W: atom(POWERS.watt, "si"),
  J: atom(POWERS.joule, "si"),
  Wh: atom(POWERS.joule, "si", 3600),
  g: gram,
  gCO2: gram,
  gCO2e: gram,
  m: atom(POWERS.metre, "si"),
  V: atom(POWERS.volt, "si"),
  USD: dollar,
  $: dollar,
  cycle: atom(DIMENSIONLESS, "large"),
  cycles: atom(DIMENSIONLESS, "large"),
  T: atom(POWERS.transfer, "large"),
  transfer: atom(POWERS.transfer, "large"),
  transfers: atom(POWERS.transfer, "large"),
  "%": atom(DIMENSIONLESS, "none", 1, 1, -2),
};

const LARGE = { k: 3, M: 6, G: 9, T: 12, P: 15, E: 18, Z: 21, Y: 24 } as const;
const SMALL = { c: -2, m: -3, u: -6, "\u00b5": -6, "\u03bc": -6, n: -9, p: -12, f: -15, a: -18 } as const;
/** KB is 1000 bytes, KiB 1024; kiB is a common slip for KiB and means nothing else. */
const BINARY = { Ki: 1, ki: 1, Mi: 2, Gi: 3, Ti: 4, Pi: 5, Ei: 6 } as const;

const decimal = (powerOfTen: number) => ({ powerOfTen, numerator: 1 });
const large = Object.entries(LARGE).map(([prefix, power]) => [prefix, decimal(power)] as const);
const small = Object.entries(SMALL).map(([prefix, power]) => [prefix, decimal(power)] as const);
const binary = Object.entries(BINARY).map(
  ([prefix, power]) => [prefix, { powerOfTen: 0, numerator: 1024 ** power }] as const,
);
const PREFIXES: Readonly<
  Record<Prefixes, readonly (readonly [string, { powerOfTen: number; numerator: number }])[]>
> = {
  si: [...large, ...small],
  large,
  binary: [...large, ["K", decimal(3)], ...binary],
  none: [],
};

function prefixedUnits(): ReadonlyMap<string, Unit> {
  const units = new Map<string, Unit>(Object.entries(ATOMS));
  for (const [symbol, unit] of Object.entries(ATOMS))
    for (const [prefix, factor] of PREFIXES[unit.prefixes]) {
      if (units.has(prefix + symbol)) continue;
      units.set(prefix + symbol, {
        powers: unit.powers,
        powerOfTen: unit.powerOfTen + factor.powerOfTen,
        numerator: unit.numerator * factor.numerator,
        denominator: unit.denominator,
      });
    }
  return units;
}

/** Symbols of units that may have the same prefixes, with those: what every unit is made of. */
export const UNIT_GROUPS: readonly {
  readonly prefixes: readonly string[];
  readonly symbols: readonly string[];
}[] = (Object.keys(PREFIXES) as Prefixes[]).map((kind) => ({
  prefixes: PREFIXES[kind].map(([prefix]) => prefix),
  symbols: Object.keys(ATOMS).filter((symbol) => ATOMS[symbol]?.prefixes === kind),
}));

/** Every unit with every prefix it may have, by symbol. */
export const UNITS: ReadonlyMap<string, Unit> = prefixedUnits();

function multiplyUnits(a: Unit, b: Unit, power: number): Unit {
  const [numerator, denominator] = power > 0 ? [b.numerator, b.denominator] : [b.denominator, b.numerator];
  const times = Math.abs(power);
  return {
    powers: multiplyPowers(a.powers, b.powers, power),
    powerOfTen: a.powerOfTen + power * b.powerOfTen,
    numerator: a.numerator * numerator ** times,
    denominator: a.denominator * denominator ** times,
  };
}

const ONE: Unit = { powers: DIMENSIONLESS, powerOfTen: 0, numerator: 1, denominator: 1 };
const FACTOR =
  /\s*([*/\u00b7\u00d7]|)\s*([A-Za-z\u00b5\u03bc%$][A-Za-z\u00b5\u03bc$0-9]*)(?:(?:\^|\*\*)(-?\d)|([\u00b2\u00b3]))?\s*/y;

/** A unit expression such as `TFLOP/s`, `mm^2`, `$/kWh` or `PFLOP/s*day`, read from left to right. */
export function parseUnit(text: string): { unit: Unit } | { unknown: string } {
  let unit = ONE;
  FACTOR.lastIndex = 0;
  while (FACTOR.lastIndex < text.length) {
    const at = FACTOR.lastIndex;
    const match = FACTOR.exec(text);
    if (match === null) return { unknown: text.slice(at) };
    const [, operator = "", symbol = "", exponent, superscript] = match;
    const factor = UNITS.get(symbol);
    if (factor === undefined) return { unknown: symbol };
    const power = exponent ? Number(exponent) : superscript ? (superscript === "\u00b2" ? 2 : 3) : 1;
    unit = multiplyUnits(unit, factor, operator === "/" ? -power : power);
  }
  return { unit };
}

/** `number` (its decimal digits as written) in `unit`, in base units. */
export function toBaseUnits(number: string, unit: Unit): number {
  const [mantissa = "", exponent = "0"] = number.toLowerCase().split("e");
  const shifted = Number(`${mantissa}e${Number(exponent) + unit.powerOfTen}`);
  return (shifted * unit.numerator) / unit.denominator;
}
