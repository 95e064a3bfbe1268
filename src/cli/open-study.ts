import type { Loaded, Specs, StudySpec } from "../internal.ts";
import type { Arguments } from "./command.ts";
import { BadInput } from "./exit-code.ts";
import { stringOf, stringsOf } from "./options.ts";
import { isFile, openAllSpecs, withInputFile } from "./specs.ts";
import type { Shell } from "./shell.ts";

export const DEFAULT_STUDY = "ipu-generations";

export interface Question {
  readonly specs: Specs;
  readonly study: Loaded<StudySpec>;
}

/**
 * What a command line asks: a study by id, path or on stdin; a study narrowed to the systems and workloads named; or,
 * without a study, those systems on those workloads.
 */
export async function openStudy(
  args: Arguments,
  shell: Shell,
  onRead?: (path: string, sha256: string) => void,
): Promise<Question> {
  const [systems, workloads] = [stringsOf(args, "system"), stringsOf(args, "workload")];
  const asked = stringOf(args, "study");
  const specs = await openAllSpecs(shell, [asked ?? "", ...systems, ...workloads].filter(isFile), {
    ...(onRead && { onRead }),
  });
  if (asked === undefined && systems.length + workloads.length > 0) {
    if (systems.length === 0 || workloads.length === 0)
      throw new BadInput("without a study, give at least one --system and one --workload");
    const { adHocStudy } = await import("../study/ad-hoc-study.ts");
    return { specs, study: adHocStudy(systems, workloads) };
  }
  const study =
    asked === "-"
      ? await withInputFile(shell, (file) => specs.study(file))
      : await specs.study(asked ?? DEFAULT_STUDY);
  return { specs, study: narrowed(study, systems, workloads) };
}

/** A part of a study: its claims and expectations speak of the whole, so they are left out. */
function narrowed(
  study: Loaded<StudySpec>,
  systems: readonly string[],
  workloads: readonly string[],
): Loaded<StudySpec> {
  if (systems.length + workloads.length === 0) return study;
  const { baseline, ...rest } = study.spec;
  const shown = systems.length > 0 ? [...systems] : study.spec.systems;
  const spec: StudySpec = {
    ...rest,
    systems: shown,
    workloads: workloads.length > 0 ? [...workloads] : study.spec.workloads,
    expect: [],
    claims: [],
    ...(baseline !== undefined && shown.includes(baseline) ? { baseline } : {}),
  };
  return { ...study, spec };
}
