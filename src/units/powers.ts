import { BASE_UNIT, type Dimension } from "./dimension.ts";

/**
 * Powers of the independent quantities a unit is made of. A transfer (as in GT/s of a bus) is one of them, so that
 * a bus rate is never taken for a clock or for bytes per second. So is a volt: no law here needs its ampere.
 */
export const INDEPENDENT = ["B", "FLOP", "s", "kg", "m", "USD", "transfer", "V"] as const;

/** One power for each of INDEPENDENT: 1 J = kg·m²·s⁻² is [0, 0, -2, 1, 2, 0, 0, 0]. */
export type Powers = readonly number[];

export const DIMENSIONLESS: Powers = [0, 0, 0, 0, 0, 0, 0, 0];
const joule: Powers = [0, 0, -2, 1, 2, 0, 0, 0];
const watt: Powers = [0, 0, -3, 1, 2, 0, 0, 0];

/** Powers of the product of `a` and `b` raised to `power`. */
export function multiplyPowers(a: Powers, b: Powers, power = 1): Powers {
  return a.map((exponent, index) => exponent + power * (b[index] ?? 0));
}

export function scalePowers(powers: Powers, factor: number): Powers {
  return powers.map((exponent) => exponent * factor + 0);
}

export function samePowers(a: Powers, b: Powers): boolean {
  return a.every((exponent, index) => exponent === b[index]);
}

const byte: Powers = [1, 0, 0, 0, 0, 0, 0, 0];
const flop: Powers = [0, 1, 0, 0, 0, 0, 0, 0];
const second: Powers = [0, 0, 1, 0, 0, 0, 0, 0];
const kilogram: Powers = [0, 0, 0, 1, 0, 0, 0, 0];
const metre: Powers = [0, 0, 0, 0, 1, 0, 0, 0];
const dollar: Powers = [0, 0, 0, 0, 0, 1, 0, 0];
const transfer: Powers = [0, 0, 0, 0, 0, 0, 1, 0];
const volt: Powers = [0, 0, 0, 0, 0, 0, 0, 1];

/** Powers of the base quantities by unit symbol, from which the unit table is built. */
export const POWERS = { byte, flop, second, kilogram, metre, dollar, transfer, volt, joule, watt } as const;

/** Powers of every dimension that a quantity in a spec can have. */
export const POWERS_OF: Readonly<Record<Dimension, Powers>> = {
  count: DIMENSIONLESS,
  share: DIMENSIONLESS,
  bytes: byte,
  seconds: second,
  hertz: scalePowers(second, -1),
  bytesPerSecond: multiplyPowers(byte, second, -1),
  flops: flop,
  flopsPerSecond: multiplyPowers(flop, second, -1),
  watts: watt,
  joules: joule,
  joulesPerFlop: multiplyPowers(joule, flop, -1),
  joulesPerByte: multiplyPowers(joule, byte, -1),
  dollars: dollar,
  dollarsPerJoule: multiplyPowers(dollar, joule, -1),
  dollarsPerSecond: multiplyPowers(dollar, second, -1),
  dollarsPerByte: multiplyPowers(dollar, byte, -1),
  kilogramsPerJoule: multiplyPowers(kilogram, joule, -1),
  metres: metre,
  squareMetres: scalePowers(metre, 2),
  perSquareMetre: scalePowers(metre, -2),
  volts: volt,
  kilograms: kilogram,
  kilogramsPerByte: multiplyPowers(kilogram, byte, -1),
  wattsPerSquareMetre: multiplyPowers(watt, scalePowers(metre, 2), -1),
};

/** What each dimension is called in messages, with an example of how it is written. */
export const DIMENSION_LABEL: Readonly<Record<Dimension, string>> = {
  count: "a number",
  share: "a share",
  bytes: "bytes",
  seconds: "time",
  hertz: "frequency",
  bytesPerSecond: "bytes per second",
  flops: "FLOPs",
  flopsPerSecond: "FLOPs per second",
  watts: "power",
  joules: "energy",
  joulesPerFlop: "energy per FLOP",
  joulesPerByte: "energy per byte",
  dollars: "money",
  dollarsPerJoule: "money per energy",
  dollarsPerSecond: "money per time",
  dollarsPerByte: "money per byte",
  kilogramsPerJoule: "mass per energy",
  metres: "a length",
  squareMetres: "area",
  perSquareMetre: "a number per area",
  volts: "voltage",
  kilograms: "mass",
  kilogramsPerByte: "mass per byte",
  wattsPerSquareMetre: "power per area",
};

export const DIMENSION_EXAMPLE: Readonly<Record<Dimension, string>> = {
  count: "1472",
  share: "0.85",
  bytes: "624 KiB",
  seconds: "5 us",
  hertz: "1.85 GHz",
  bytesPerSecond: "16 GB/s",
  flops: "3.1 EFLOP",
  flopsPerSecond: "250 TFLOP/s",
  watts: "300 W",
  joules: "2 kWh",
  joulesPerFlop: "1.1 pJ/FLOP",
  joulesPerByte: "10 pJ/B",
  dollars: "$150000",
  dollarsPerJoule: "0.1 $/kWh",
  dollarsPerSecond: "2 $/hour",
  dollarsPerByte: "8 $/GB",
  kilogramsPerJoule: "400 g/kWh",
  metres: "300 mm",
  squareMetres: "823 mm^2",
  perSquareMetre: "0.09 /cm^2",
  volts: "0.75 V",
  kilograms: "1018 kg",
  kilogramsPerByte: "1.1 kg/GB",
  wattsPerSquareMetre: "0.5 W/mm^2",
};

/** What to call powers in a message: `frequency`, or the product of base units where they have no name. */
export function describePowers(powers: Powers): string {
  const named = (Object.keys(POWERS_OF) as Dimension[]).find((name) => samePowers(POWERS_OF[name], powers));
  if (named !== undefined) return DIMENSION_LABEL[named];
  if (samePowers(powers, multiplyPowers(transfer, second, -1))) return "transfers per second";
  if (samePowers(powers, transfer)) return "transfers";
  const factors = INDEPENDENT.map((symbol, index) => ({ symbol, power: powers[index] ?? 0 }));
  return factors
    .filter(({ power }) => power !== 0)
    .map(({ symbol, power }) => (power === 1 ? symbol : `${symbol}^${power}`))
    .join("·");
}

/** `bytes, such as "624 KiB"`: what a message says it expected. */
export function describeExpected(dimension: Dimension): string {
  if (BASE_UNIT[dimension] === "") return `${DIMENSION_LABEL[dimension]} without unit`;
  return `${DIMENSION_LABEL[dimension]}, such as "${DIMENSION_EXAMPLE[dimension]}"`;
}
