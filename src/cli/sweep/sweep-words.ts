import type { Arguments } from "../command.ts";

const REPEATED = ["system", "workload", "set", "objectives", "weights", "columns"] as const;
const SINGLE = ["strategy", "fidelity", "seed", "limit", "population", "out"] as const;

/** The arguments of a sweep as words again: what a task on another machine is told. */
export const sweepWords = (args: Arguments): readonly string[] => wordsOf(args, REPEATED, SINGLE);

/** The study and these options, as they were given, as words again. */
export function wordsOf(
  args: Arguments,
  repeated: readonly string[],
  single: readonly string[],
): readonly string[] {
  const study = args["study"];
  const lists = repeated.flatMap((name) =>
    ((args[name] as string[] | undefined) ?? []).flatMap((value) => [`--${name}`, value]),
  );
  const values = single.flatMap((name) => {
    const value = args[name] as string | number | undefined;
    return value === undefined ? [] : [`--${name}`, String(value)];
  });
  return [...(typeof study === "string" ? [study] : []), ...lists, ...values];
}
