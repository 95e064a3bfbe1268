import type { SavedPoint, SavedSweep } from "../../explore/sweep/saved-sweep.ts";

/**
 * The command that evaluates a point of a sweep in full: the same machine, workload, values and choices, each number
 * in its base unit with all its digits.
 */
export function pointCommand(sweep: SavedSweep, point: SavedPoint): string {
  const { question } = sweep;
  const { system, workload, ...settings } = settingsOf(sweep, point);
  const plan = Object.entries(question.plan).map(([name, value]) => [`plan.${name}`, value] as const);
  const set = [...Object.entries(question.set), ...plan, ...Object.entries(settings)];
  const words = [
    ...["dse", "run", "--system", String(system ?? question.systems[0])],
    ...workloadsOf(sweep, workload).flatMap((one) => ["--workload", one]),
    ...set.flatMap(([path, value]) => ["--set", `${path}=${written(value)}`]),
    ...["--fidelity", point.fidelity ?? question.fidelity],
  ];
  return words.map(quoted).join(" ");
}

/** The workload of the point, or all that are weighed. */
const workloadsOf = ({ question }: SavedSweep, workload: unknown): readonly string[] =>
  question.weights === undefined ? [String(workload ?? question.workloads[0])] : question.workloads;

/** Coordinates by full path, numbers with their unit. */
function settingsOf(sweep: SavedSweep, { coordinates }: SavedPoint): Readonly<Record<string, unknown>> {
  const entries = sweep.axes.flatMap(({ name, path, unit }) => {
    const value = coordinates[name];
    if (value === undefined) return [];
    return [[path, typeof value === "number" && unit !== "" ? `${value} ${unit}` : value] as const];
  });
  return Object.fromEntries(entries);
}

const written = (value: unknown): string => (Array.isArray(value) ? JSON.stringify(value) : String(value));

/** A word as a POSIX shell takes it. */
const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
