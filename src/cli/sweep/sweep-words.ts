import type { Arguments } from "../command.ts";

const REPEATED = ["system", "workload", "set", "objectives", "weights", "columns"] as const;
const SINGLE = ["strategy", "fidelity", "seed", "limit", "population", "out"] as const;

/** The arguments of a sweep as words again: what a task on another machine is told. */
export function sweepWords(args: Arguments): readonly string[] {
  const study = args["study"];
  const repeated = REPEATED.flatMap((name) =>
    ((args[name] as string[] | undefined) ?? []).flatMap((value) => [`--${name}`, value]),
  );
  const single = SINGLE.flatMap((name) => {
    const value = args[name] as string | number | undefined;
    return value === undefined ? [] : [`--${name}`, String(value)];
  });
  return [...(typeof study === "string" ? [study] : []), ...repeated, ...single];
}
