const SIZES = [
  [1e15, "P"],
  [1e12, "T"],
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
] as const;

/** Large counts as short as they can be told: "85 M", "6.79 G", "1.5 T", three significant digits. */
export function formatCount(value: number): string {
  const rounded = Number(value.toPrecision(3));
  const [size, prefix] = SIZES.find(([least]) => rounded >= least) ?? [1, ""];
  return `${Number((rounded / size).toPrecision(3))}${prefix === "" ? "" : ` ${prefix}`}`;
}
