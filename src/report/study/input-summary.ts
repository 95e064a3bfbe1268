import type { SavedInput } from "../../result/saved/result.ts";

/** Statuses from the firmest to the weakest; anything else a file may hold comes after. */
export const STATUS_ORDER = ["published", "measured", "derived", "calibrated", "assumed"] as const;

export function statusCounts(inputs: readonly SavedInput[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { status } of inputs) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
}

/** Inputs with a range, each once with the names of all that share it (the same line of the same file). */
export function uncertainInputs(
  owners: readonly { readonly name: string; readonly inputs: readonly SavedInput[] }[],
): readonly { readonly owners: readonly string[]; readonly input: SavedInput }[] {
  const found = new Map<string, { owners: string[]; input: SavedInput }>();
  for (const { name, inputs } of owners)
    for (const input of inputs) {
      if (input.low === undefined && input.high === undefined) continue;
      const key = [input.file, input.line, input.path, input.value].join("\0");
      const known = found.get(key);
      if (known) known.owners.push(name);
      else found.set(key, { owners: [name], input });
    }
  return [...found.values()];
}
