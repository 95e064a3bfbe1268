import type { Arch } from "../arch/arch.ts";
import { buildArch } from "../arch/build-arch.ts";
import type { ArchSpec } from "../spec/kinds/arch-spec.ts";
import type { Loaded } from "../spec/yaml/provenance.ts";
import type { Specs } from "../spec/open-specs.ts";
import { isPath } from "../spec/library.ts";
import type { Overrides } from "../spec/override.ts";
import { SpecProblems, type SpecError } from "../spec/yaml/spec-error.ts";
import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import { specCorners, type SubjectCorner } from "../uncertainty/uncertain-inputs.ts";

/** A system of the study, under the id it was asked for. */
export interface SystemSubject {
  readonly id: string;
  readonly loaded: Loaded<ArchSpec>;
  readonly arch: Arch;
  /** The system with one uncertain input at an end. */
  readonly corners: readonly SubjectCorner<Arch>[];
}

/** A workload of the study, under the id it was asked for. */
export interface WorkloadSubject {
  readonly id: string;
  readonly loaded: Loaded<WorkloadSpec>;
  readonly corners: readonly SubjectCorner<WorkloadSpec>[];
}

export interface Subjects {
  readonly systems: ReadonlyMap<string, SystemSubject>;
  readonly workloads: ReadonlyMap<string, WorkloadSubject>;
}

/** Where systems and workloads come from, and what the user put in their place. */
export interface SubjectSource {
  readonly specs: Specs;
  readonly overrides: Overrides;
}

/** Load and build everything the study names, in its order; all that is wrong is thrown together. */
export async function loadSubjects(
  source: SubjectSource,
  ids: { readonly systems: readonly string[]; readonly workloads: readonly string[] },
): Promise<Subjects> {
  const errors: SpecError[] = [];
  const systems = await loadEach(ids.systems, (id) => loadSystem(source, id), errors);
  const workloads = await loadEach(ids.workloads, (id) => loadWorkload(source, id), errors);
  if (errors.length > 0) throw new SpecProblems(unique(errors));
  return { systems, workloads };
}

/** The subjects, and what else is named: ids that no spec has are left for the claim that names them to report. */
export async function loadNamed(
  source: SubjectSource,
  { systems, workloads }: Subjects,
  names: ReadonlySet<string>,
): Promise<Subjects> {
  const more = { systems: new Map(systems), workloads: new Map(workloads) };
  for (const id of names) {
    if (more.systems.has(id) || more.workloads.has(id)) continue;
    const ignored: SpecError[] = [];
    for (const [, system] of await loadEach([id], (name) => loadSystem(source, name), ignored))
      more.systems.set(id, system);
    for (const [, workload] of await loadEach([id], (name) => loadWorkload(source, name), ignored))
      more.workloads.set(id, workload);
  }
  return more;
}

async function loadEach<T>(
  ids: readonly string[],
  load: (id: string) => Promise<T>,
  errors: SpecError[],
): Promise<ReadonlyMap<string, T>> {
  const loaded = new Map<string, T>();
  for (const id of ids)
    try {
      loaded.set(id, await load(id));
    } catch (error) {
      if (!(error instanceof SpecProblems)) throw error;
      errors.push(...error.errors);
    }
  return loaded;
}

export async function loadSystem({ specs, overrides }: SubjectSource, asked: string): Promise<SystemSubject> {
  const loaded = await specs.arch(asked, overrides);
  const id = nameOf(asked, loaded.spec.system.id);
  const build = (spec: Loaded<ArchSpec>): Arch => ({ ...buildArch(spec), id });
  const moved = await specCorners(loaded, (path, value) =>
    specs.arch(asked, { ...overrides, [path]: value }),
  );
  const corners = moved.map(({ input, low, high }) => ({ input, low: build(low), high: build(high) }));
  return { id, loaded, arch: build(loaded), corners };
}

export async function loadWorkload(
  { specs, overrides }: SubjectSource,
  asked: string,
): Promise<WorkloadSubject> {
  const loaded = await specs.workload(asked, overrides);
  const moved = await specCorners(loaded, (path, value) =>
    specs.workload(asked, { ...overrides, [path]: value }),
  );
  const corners = moved.map(({ input, low, high }) => ({ input, low: low.spec, high: high.spec }));
  return { id: nameOf(asked, loaded.spec.id), loaded, corners };
}

/** Results carry the id that was asked for; a spec that was asked for by path, its own. */
function nameOf(asked: string, own: string): string {
  return isPath(asked) ? own : asked;
}

/** A file that several systems share is wrong once. */
function unique(errors: readonly SpecError[]): readonly SpecError[] {
  const seen = new Set<string>();
  return errors.filter((error) => {
    const key = JSON.stringify(error);
    return !seen.has(key) && seen.add(key);
  });
}
