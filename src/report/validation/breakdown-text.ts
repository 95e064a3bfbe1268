import { figure } from "../parts/figures.ts";

/** Units that names of breakdown parts end in. */
const UNITS: readonly (readonly [RegExp, string])[] = [
  [/Seconds$/, "s"],
  [/Cycles$/, "cycles"],
  [/BytesPerTile$/, "B"],
  [/Bytes$/, "B"],
  [/Joules$/, "J"],
  [/Flops?$/, "FLOP"],
];

/** "matmul 27.1 s · exchange 11.2 s", largest first; totals (`stepSeconds`) and sizes come as they are. */
export function breakdownText(breakdown: Readonly<Record<string, number>>): string {
  return Object.entries(breakdown)
    .filter(([, value]) => value !== 0)
    .sort(([, a], [, b]) => b - a)
    .map(([name, value]) => partText(name, value))
    .join(" · ");
}

function partText(name: string, value: number): string {
  const found = UNITS.find(([ending]) => ending.test(name));
  if (found === undefined) return `${spaced(name)} ${figure(value, "")}`;
  const [ending, unit] = found;
  const label = spaced(
    ending.source === "BytesPerTile$" ? name.replace("BytesPerTile", "PerTile") : name.replace(ending, ""),
  );
  return `${label} ${unit === "cycles" ? `${figure(value, "")} cycles` : figure(value, unit)}`;
}

/** `pipelineCopy` → `pipeline copy`. */
const spaced = (name: string): string => name.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
