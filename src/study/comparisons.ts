import type { Arch } from "../arch/arch.ts";
import type { Metric } from "../result/metric.ts";
import { metricsIn } from "../result/metric-tables.ts";
import type { MetricId, SavedComparison } from "../result/saved/result.ts";
import { headline, type Cell, type Readings } from "./reading.ts";
import { beyondProportion, type Paced } from "./residency-change.ts";

/** Metrics of a footing, the one that tells the speed first. */
function comparedIn(footing: "trainingFooting" | "inferenceFooting"): readonly Metric[] {
  const isDuration = ({ inTables }: Metric): boolean => inTables.includes("duration");
  const all = metricsIn(footing);
  return [...all.filter(isDuration), ...all.filter((metric) => !isDuration(metric))];
}

/** How much of the footing a system has: chips, watts on this workload, or dollars. null: unknown. */
const FOOTING = {
  "equal-chips": { of: (arch: Arch) => arch.chips, noun: "chips" },
  "equal-power": {
    of: (_: Arch, readings: Readings) => readings["averagePowerWatts"] ?? null,
    noun: "average power",
  },
  "equal-money": { of: (arch: Arch) => arch.capexDollars ?? null, noun: "purchase price" },
} as const;
type EqualBasis = keyof typeof FOOTING;

/** A system at another size, on one workload; `undefined` where it does not fit or has no such size. */
export interface Resized {
  readonly id: string;
  readonly arch: Arch;
  readonly readings: Readings;
}

/** Evaluates the family of a cell's system at the size nearest to `chips`; undefined where the system has one size. */
export type Resize = (cell: Cell, chips: number) => Promise<Resized | undefined>;

/**
 * Compare every system with the baseline, workload by workload: as built, and at equal chips, equal power (average on
 * that workload) and equal money (purchase price).
 *
 * On an equal footing a system with a size parameter is evaluated at the size nearest to the baseline's footing, and
 * what remains is scaled linearly; a system of one size is scaled linearly from as built. Linear scaling keeps energy
 * and cost of a run. Each row says which.
 */
export async function compareSystems(
  cells: readonly Cell[],
  baseline: string,
  resize: Resize,
): Promise<readonly SavedComparison[]> {
  const comparisons: SavedComparison[] = [];
  for (const workload of new Set(cells.map((cell) => cell.workload.id))) {
    const row = cells.filter((cell) => cell.workload.id === workload);
    const base = row.find(({ system }) => system.id === baseline);
    const isInference = row[0]?.workload.loaded.spec.task.kind === "inference";
    const compared = comparedIn(isInference ? "inferenceFooting" : "trainingFooting");
    comparisons.push(...compared.map((one) => asBuilt(row, workload, one, base)));
    for (const basis of Object.keys(FOOTING) as EqualBasis[])
      comparisons.push(...(await onEqualFooting({ row, workload, basis, base, compared, resize })));
  }
  return comparisons;
}

function asBuilt(
  row: readonly Cell[],
  workload: string,
  { id: metric, inTables }: Metric,
  base: Cell | undefined,
): SavedComparison {
  const reference = valueOf(base && headline(base), metric);
  const rows = row.map((cell) => {
    const value = valueOf(headline(cell), metric);
    const note = inTables.includes("duration") ? growthNote(base, cell) : undefined;
    const noted = note === undefined ? {} : { basisNote: note };
    return { system: cell.system.id, value, ratio: ratioOf(value, reference), ...noted };
  });
  return { basis: "as-built", workload, metric, rows };
}

/** Why a system is faster than the baseline by more than its chips are more. */
function growthNote(base: Cell | undefined, cell: Cell): string | undefined {
  const [from, to] = [base, cell].map((one) => one && paced(one));
  return from && to && beyondProportion(from, to);
}

function paced(cell: Cell): Paced | undefined {
  const rate = headline(cell)?.["samplesPerSecond"];
  if (cell.answer.kind === "misfit" || rate === null || rate === undefined) return undefined;
  return { arch: cell.system.arch, choice: cell.answer.choice, rate };
}

function valueOf(readings: Readings | undefined, metric: MetricId): number | null {
  return readings?.[metric] ?? null;
}

function ratioOf(value: number | null, reference: number | null): number | null {
  return value === null || reference === null || reference === 0 ? null : value / reference;
}

interface EqualInput {
  readonly row: readonly Cell[];
  readonly workload: string;
  readonly basis: EqualBasis;
  readonly base: Cell | undefined;
  readonly compared: readonly Metric[];
  readonly resize: Resize;
}

async function onEqualFooting({
  row,
  workload,
  basis,
  base,
  compared,
  resize,
}: EqualInput): Promise<SavedComparison[]> {
  const reference = base && headline(base);
  const target = base && reference ? FOOTING[basis].of(base.system.arch, reference) : null;
  const scaled = await Promise.all(
    row.map((cell) => (cell === base ? identity(cell) : footed(cell, basis, target, resize))),
  );
  return compared.flatMap(({ id: metric, withSize }) => {
    if (withSize === undefined) return [];
    const rows = row.map((cell, index) => {
      const at = scaled[index];
      const value = at === undefined ? null : scaledValue(valueOf(at.readings, metric), withSize, at.scale);
      const note = at?.note === undefined ? {} : { basisNote: at.note };
      return { system: cell.system.id, value, ratio: ratioOf(value, valueOf(reference, metric)), ...note };
    });
    return [{ basis, workload, metric, rows } satisfies SavedComparison];
  });
}

/** Readings of a system on the common footing, still to be taken `scale` times. */
interface Footed {
  readonly readings: Readings;
  readonly scale: number;
  readonly note?: string;
}

function identity(cell: Cell): Footed | undefined {
  const readings = headline(cell);
  return readings && { readings, scale: 1 };
}

async function footed(
  cell: Cell,
  basis: EqualBasis,
  target: number | null,
  resize: Resize,
): Promise<Footed | undefined> {
  const { of, noun } = FOOTING[basis];
  const readings = headline(cell);
  const own = readings && of(cell.system.arch, readings);
  if (target === null || own === undefined || own === null || own === 0 || readings === undefined)
    return undefined;
  const { chips } = cell.system.arch;
  const resized = await resize(cell, (chips * target) / own);
  const reached = resized && of(resized.arch, resized.readings);
  if (resized !== undefined && reached !== undefined && reached !== null && reached !== 0) {
    const scale = target / reached;
    const rest = isOne(scale) ? "" : `, then × ${significant(scale)} linearly by ${noun}`;
    return { readings: resized.readings, scale, note: `evaluated as ${resized.id}${rest}` };
  }
  const scale = target / own;
  const note = isOne(scale) ? "as built" : `× ${significant(scale)} linearly by ${noun} from ${chips} chips`;
  return { readings, scale, note };
}

function isOne(scale: number): boolean {
  return Math.abs(scale - 1) < 1e-9;
}

function significant(scale: number): string {
  return String(Number(scale.toPrecision(3)));
}

function scaledValue(
  value: number | null,
  withSize: NonNullable<Metric["withSize"]>,
  scale: number,
): number | null {
  if (value === null) return null;
  return withSize === "rate" ? value * scale : withSize === "time" ? value / scale : value;
}
