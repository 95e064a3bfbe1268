import type { SavedResult, SavedResults } from "../../result/saved/result.ts";
import { trustOf } from "../../result/saved/trust.ts";
import { outcomesOf, type SavedSystem } from "./reading.ts";

/** What was done for machines that were treated alike, so that a reader can judge whether a comparison is fair. */
export interface Effort {
  readonly systems: readonly string[];
  /** Whose software the step is priced with. */
  readonly software: string;
  /** "1 to 2,892 plans a workload", or that the study gives them. */
  readonly plans: string;
  /** Expected errors of step times by measured runs, and how many results lie beyond those runs. */
  readonly trust: string;
}

/** Effort of every machine; those treated alike stand together, in the order of the first. */
export function effortsOf(results: SavedResults): readonly Effort[] {
  const groups = new Map<string, Effort & { systems: string[]; shown: SavedResult[] }>();
  for (const system of results.systems) {
    const shown = results.workloads
      .flatMap((workload) => outcomesOf(results, workload))
      .filter((outcome) => outcome.system.id === system.id && outcome.shown.feasible)
      .map((outcome) => outcome.shown);
    if (shown.length === 0) continue;
    const software = softwareOf(system);
    const group = groups.get(software) ?? { systems: [], software, plans: "", trust: "", shown: [] };
    group.systems.push(system.name);
    group.shown.push(...shown);
    groups.set(software, group);
  }
  return [...groups.values()].map(({ systems, software, shown }) => ({
    systems,
    software,
    plans: plansText(shown),
    trust: trustText(shown),
  }));
}

/** Names of the profiles that a chip's inputs come from; chips with tiles run what Poplar compiles. */
function softwareOf({ inputs }: SavedSystem): string {
  const profiles = inputs.flatMap(({ path, file }) => {
    const [, task] = /^software\.(\w+)\./.exec(path) ?? [];
    const [, id] = /([^/]+)\.software\.ya?ml$/.exec(file ?? "") ?? [];
    return task === undefined || id === undefined ? [] : [`${id} (${task})`];
  });
  return profiles.length === 0 ? "Poplar" : [...new Set(profiles)].join(", ");
}

function plansText(shown: readonly SavedResult[]): string {
  const counts = shown.map(({ plansConsidered }) => plansConsidered).filter((count) => count !== undefined);
  const searched = counts.filter((count) => count > 1);
  if (counts.length === 0) return "plans not counted";
  if (searched.length === 0) return "one plan each, as the study gives it";
  const [least, most] = [Math.min(...searched), Math.max(...searched)].map((count) =>
    count.toLocaleString("en-US"),
  );
  const range = least === most ? `${least} plans` : `${least} to ${most} plans`;
  const given = counts.length - searched.length;
  return `${range} searched a workload${given === 0 ? "" : `, ${given} given by the study`}`;
}

function trustText(shown: readonly SavedResult[]): string {
  const trusts = shown.map(trustOf).filter((trust) => trust !== undefined);
  const errors = trusts.flatMap(({ error, says }) => {
    const [, task] = /(training|inference) runs/.exec(says) ?? [];
    return error === undefined || task === undefined ? [] : [`±${error} in ${task}`];
  });
  if (errors.length === 0) return "not validated";
  const beyond = trusts.filter(({ kind }) => kind !== "validated").length;
  const known = `steps ${[...new Set(errors)].join(", ")} where measured`;
  return beyond === 0 ? known : `${known}; ${beyond} of ${shown.length} results lie beyond that`;
}
