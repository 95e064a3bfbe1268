import type { CarriedSpec } from "../spec/carried/carried-spec.ts";
import { parseQuantity } from "../units/parse-quantity.ts";

/** A value that the reader of a page may move. */
export interface Knob {
  readonly path: string;
  readonly label: string;
  /** In which it is written; "" for counts and shares. */
  readonly unit: string;
  /** How far from the printed value its slider goes. */
  readonly times: readonly [least: number, most: number];
  /** Whole numbers alone. */
  readonly whole?: true;
  /** The most that it can be. */
  readonly most?: number;
  /** Plans divide it, so that another value asks for another plan. */
  readonly replans?: true;
}

/** What can be moved, of what a system and a workload have of it. */
const KNOBS: readonly Knob[] = [
  { path: "chip.clock", label: "Clock", unit: "GHz", times: [0.5, 1.6] },
  { path: "chip.sramPerTile", label: "SRAM per tile", unit: "KiB", times: [0.5, 4], whole: true },
  { path: "chip.links.bandwidth", label: "Bandwidth of a link", unit: "GB/s", times: [0.25, 8] },
  { path: "chip.memory.capacity", label: "Memory of a chip", unit: "GB", times: [0.5, 4] },
  { path: "chip.memory.bandwidth", label: "Memory bandwidth", unit: "TB/s", times: [0.5, 4] },
  { path: "task.globalBatch", label: "Batch", unit: "", times: [1 / 16, 16], whole: true, replans: true },
  { path: "task.batch", label: "Batch", unit: "", times: [1 / 8, 16], whole: true, replans: true },
  {
    path: "system.economics.electricityPrice",
    label: "Electricity price",
    unit: "USD/kWh",
    times: [0.1, 10],
  },
  {
    path: "system.economics.utilisation",
    label: "Share of its life in use",
    unit: "",
    times: [0.05, 4],
    most: 1,
  },
];

/** A knob with the number that is printed, in its unit. */
export interface SetKnob extends Knob {
  readonly printed: number;
}

/** The knobs of a pair, each with what its spec came to. */
export function knobsOf(arch: CarriedSpec, workload: CarriedSpec): readonly SetKnob[] {
  return KNOBS.flatMap((knob) => {
    const [part = "", ...rest] = knob.path.split(".");
    const sheet =
      part === "task"
        ? workload.sheets[0]
        : part === "system"
          ? arch.sheets[0]
          : arch.sheets[arch.sheets[0]?.references[part] ?? -1];
    const path = part === "task" ? knob.path : rest.join(".");
    const cell = sheet?.cells.find((one) => one.path === path);
    const value = cell && numberAt(sheet?.spec, path);
    if (cell === undefined || value === undefined) return [];
    const one = parseQuantity(`1 ${knob.unit}`, cell.kind.dimension);
    return one.ok ? [{ ...knob, printed: Number((value / one.value).toPrecision(6)) }] : [];
  });
}

function numberAt(spec: unknown, path: string): number | undefined {
  let value = spec;
  for (const key of path.split(".")) value = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
  return typeof value === "number" ? value : undefined;
}

/** A number of a knob as a setting: `1.6 GHz`. */
export const written = ({ unit }: Knob, number: number): string => `${number} ${unit}`.trim();

/** A number that the knob may have, three digits of it. */
export function rounded({ whole, most = Infinity }: Knob, number: number): number {
  const short = whole ? Math.max(1, Math.round(number)) : Number(number.toPrecision(3));
  return Math.min(most, short);
}
