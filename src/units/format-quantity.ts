const SI_PREFIXES = ["a", "f", "p", "n", "\u00b5", "m", "", "k", "M", "G", "T", "P", "E", "Z", "Y"] as const;
const SI_ONE = SI_PREFIXES.indexOf("");
const BINARY_PREFIXES = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"] as const;

const MINUTE = 60;
const HOUR = 3600;
const DAY = 86_400;
/** Julian year. */
const YEAR = 31_557_600;
const LONG_TIMES = [
  { seconds: YEAR, one: "year", many: "years" },
  { seconds: DAY, one: "day", many: "days" },
  { seconds: HOUR, one: "hour", many: "hours" },
  { seconds: MINUTE, one: "minute", many: "minutes" },
] as const;

/** `digits` significant digits without exponent or trailing zeros; digits before the point are all kept. */
function significant(value: number, digits: number): string {
  const whole = Math.abs(value) >= 10 ** (digits - 1);
  return whole ? String(Math.round(value)) : String(Number(value.toPrecision(digits)));
}

/** Index of the prefix that leaves 1 to 999.5 before the unit, after rounding to `digits`. */
function prefixIndex(magnitude: number, step: number, digits: number): number {
  if (magnitude === 0) return 0;
  const index = Math.floor(Math.log(magnitude) / Math.log(step) + 1e-12);
  const rounded = Number(significant(magnitude / step ** index, digits));
  return rounded >= step ? index + 1 : index;
}

function withSiPrefix(value: number, unit: string, digits: number): string {
  const least = -SI_ONE;
  const most = SI_PREFIXES.length - 1 - SI_ONE;
  const index = Math.min(most, Math.max(least, prefixIndex(Math.abs(value), 1000, digits)));
  return `${significant(value / 1000 ** index, digits)} ${SI_PREFIXES[index + SI_ONE]}${unit}`;
}

function withBinaryPrefix(value: number, digits: number): string {
  const index = Math.min(BINARY_PREFIXES.length - 1, Math.max(0, prefixIndex(Math.abs(value), 1024, digits)));
  return `${significant(value / 1024 ** index, digits)} ${BINARY_PREFIXES[index]}B`;
}

function longTime(value: number, digits: number): string {
  for (const { seconds, one, many } of LONG_TIMES) {
    const amount = significant(value / seconds, digits);
    if (Math.abs(Number(amount)) >= 1)
      return `${grouped(amount)} ${Math.abs(Number(amount)) === 1 ? one : many}`;
  }
  return withSiPrefix(value, "s", digits);
}

function money(value: number, digits: number, per: string): string {
  const magnitude = Math.abs(value);
  const sign = value < 0 ? "-" : "";
  if (magnitude >= 999_500)
    return `${sign}$${withSiPrefix(magnitude, "", digits).trim()}${per}`.replace(" G", " bn");
  if (magnitude >= 100) return `${sign}$${grouped(String(Math.round(magnitude)))}${per}`;
  return `${sign}$${significant(magnitude, digits)}${per}`;
}

function grouped(number: string): string {
  const [whole = "", fraction] = number.split(".");
  const separated = whole.replace(/\B(?=(\d{3})+$)/g, ",");
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

/** Units that are read in another one than the base unit: [factor, unit]. */
const READ_AS: Readonly<Record<string, readonly [number, string]>> = {
  "USD/J": [3.6e6, "/kWh"],
  "USD/s": [HOUR, "/hour"],
  "USD/B": [1e9, "/GB"],
};

/**
 * A number in base units as people read it: `1.85 GHz`, `624 KiB`, `46.8 TB/s`, `3.2 days`, `$1.2 M`, `1.13 pJ/FLOP`.
 * Capacities in bytes take binary prefixes, all else decimal ones; from a minute on, time is in minutes to years.
 * `unit` is a base unit of units/dimension.ts; a count or share has none.
 */
export function formatQuantity(value: number, unit: string, digits = 3): string {
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "n/a" : value > 0 ? "\u221e" : "-\u221e";
  const readAs = READ_AS[unit];
  if (readAs !== undefined) return money(value * readAs[0], digits, readAs[1]);
  switch (unit) {
    case "":
      return plainNumber(value, digits);
    case "B":
      return withBinaryPrefix(value, digits);
    case "s":
      return Math.abs(value) >= MINUTE ? longTime(value, digits) : withSiPrefix(value, "s", digits);
    case "USD":
      return money(value, digits, "");
    case "kg":
      return Math.abs(value) < 1000
        ? withSiPrefix(value * 1000, "g", digits)
        : withSiPrefix(value / 1000, "t", digits);
    case "kg/J":
      return `${significant(value * 1000 * 3.6e6, digits)} g/kWh`;
    case "m^2":
      return `${significant(value * 1e6, digits)} mm\u00b2`;
    case "/m^2":
      return `${significant(value / 1e6, digits)} /mm\u00b2`;
    case "W/m^2":
      return `${significant(value / 1e6, digits)} W/mm\u00b2`;
    case "kg/B":
      return `${withSiPrefix(value * 1e12, "g", digits)}/GB`;
    case "J":
      return joules(value, digits);
    default:
      // "x over dense", "times": a ratio in words is no unit, and takes no prefix.
      return /^(x|times)( |$)/.test(unit)
        ? `${significant(value, digits)} ${unit}`
        : withSiPrefix(value, unit, digits);
  }
}

/** Energies from a watt hour on are read in Wh, as on a meter. */
function joules(value: number, digits: number): string {
  return Math.abs(value) >= HOUR
    ? withSiPrefix(value / HOUR, "Wh", digits)
    : withSiPrefix(value, "J", digits);
}

/** Whole numbers below a billion are written out with separators; the rest to `digits` figures. */
function plainNumber(value: number, digits: number): string {
  const magnitude = Math.abs(value);
  if (magnitude < 1e9 && Number.isInteger(value)) return grouped(String(value));
  if (magnitude >= 1e9) return withSiPrefix(value, "", digits).trimEnd();
  if (magnitude >= 1e-3 || magnitude === 0) return grouped(significant(value, digits));
  return value.toExponential(digits - 1);
}
