import { INTEGER_MAC_SHARE } from "../../silicon/other-die-constants.ts";
import type { SheetDie } from "../../silicon/other-die.ts";
import type { Process } from "../../silicon/process.ts";
import type { DieRecord } from "./die-record.ts";
import { readInterfaces } from "./interfaces.ts";

/** Clock of N7's anchors (GC200, A100, MI250X, TPU v4i) on average; a node's speed moves it. */
const NOMINAL_HERTZ = 1.37e9;

/** A number that was worked out, and what had to be assumed for it. */
export interface Assuming<T> {
  readonly value: T;
  readonly assumed: readonly string[];
}

/** Whether a format multiplies integers alone. */
const isInteger = (format: string): boolean => /^int/i.test(format);

/** Bits of a format's inputs; undefined for one whose figures mean something else (sparse). */
function bitsOf(format: string): number | undefined {
  if (/sparse/i.test(format)) return undefined;
  const bits = Number(/\d+/.exec(format)?.[0]);
  return Number.isFinite(bits) && bits > 0 ? bits : undefined;
}

/** A multiplier of 8-bit integers alone is a small part of one of 16-bit floats; shared ones count by their width. */
function weightOf(format: string, integersAlone: boolean): number | undefined {
  const bits = bitsOf(format);
  if (bits === undefined) return undefined;
  return integersAlone ? INTEGER_MAC_SHARE.value * (bits / 8) : bits / 16;
}

/** FLOPs a second at full rate, as of 16-bit floats; undefined where no dense format is given. */
export function equivalentFlops({ formats }: DieRecord): Assuming<number> | undefined {
  return widest(formats, ({ tflops }) => (tflops === undefined ? undefined : tflops * 1e12));
}

/** Multiply-accumulates a cycle, as of 16-bit floats. Where only a rate is told, by its clock or by that of the node. */
export function equivalentMacs(record: DieRecord, process: Process): Assuming<number> | undefined {
  const clock = record.clockGHz;
  const hertz = clock === undefined ? NOMINAL_HERTZ * process.relativeSpeed : clock * 1e9;
  const macs = widest(record.formats, ({ tflops, macPerCycle }) =>
    macPerCycle !== undefined
      ? macPerCycle
      : tflops === undefined
        ? undefined
        : (tflops * 1e12) / (2 * hertz),
  );
  if (macs === undefined || clock !== undefined) return macs;
  const told = Object.values(record.formats).some(({ macPerCycle }) => macPerCycle !== undefined);
  const assumed = `no clock: ${(hertz / 1e9).toFixed(2)} GHz, as of other chips of the node`;
  return { value: macs.value, assumed: told ? macs.assumed : [...macs.assumed, assumed] };
}

function widest(
  formats: DieRecord["formats"],
  of: (format: DieRecord["formats"][string]) => number | undefined,
): Assuming<number> | undefined {
  const names = Object.keys(formats).filter((name) => bitsOf(name) !== undefined);
  const integersAlone = names.length > 0 && names.every(isInteger);
  const widths = names.flatMap((name) => {
    const amount = of(formats[name]!);
    return amount === undefined ? [] : [amount * (weightOf(name, integersAlone) ?? 0)];
  });
  if (widths.length === 0) return undefined;
  const assumed = integersAlone
    ? [`integers alone: an 8-bit MAC is ${INTEGER_MAC_SHARE.value} of a 16-bit one`]
    : [];
  return { value: Math.max(...widths), assumed };
}

/** The data sheet of a record as the law of area reads it; undefined where its arithmetic or memory is not told. */
export function sheetOfRecord(record: DieRecord, process: Process): Assuming<SheetDie> | undefined {
  const macs = equivalentMacs(record, process);
  const { sramMB } = record;
  if (macs === undefined || sramMB === undefined) return undefined;
  const { lanes, hbmStacks, ddrBits, isBonded } = readInterfaces(record.interfaces);
  return {
    value: { sramBytes: sramMB * 1e6, macs: macs.value, hbmStacks, ddrBits, lanes, isBonded },
    assumed: macs.assumed,
  };
}
