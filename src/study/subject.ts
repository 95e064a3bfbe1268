import type { Arch } from "../arch/arch.ts";
import { buildArch } from "../arch/build-arch.ts";
import type { ArchSpec } from "../spec/kinds/arch-spec.ts";
import type { Loaded } from "../spec/yaml/provenance.ts";
import type { Specs } from "../spec/open-specs.ts";
import { isPath } from "../spec/library.ts";
import type { Overrides } from "../spec/override.ts";
import { SpecProblems, type SpecError } from "../spec/yaml/spec-error.ts";
import type { VariantSpec } from "../spec/kinds/study-spec.ts";
import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import { specCorners, type SubjectCorner } from "../uncertainty/uncertain-inputs.ts";

/** A system of the study, under the id it was asked for. */
export interface SystemSubject {
  readonly id: string;
  readonly loaded: Loaded<ArchSpec>;
  readonly arch: Arch;
  /** The system with one uncertain input at an end; itself where that changes nothing that a law reads. */
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
  /** Systems of the study alone, by id. */
  readonly variants?: Readonly<Record<string, VariantSpec>> | undefined;
  /** Whether to load corners; as a rule, yes. */
  readonly corners?: boolean;
}

/** What to ask the specs for, to have a system of the study: its id there, and what is set in it. */
export function systemQuestion(
  { overrides, variants = {} }: SubjectSource,
  id: string,
): { readonly id: string; readonly overrides: Overrides; readonly name?: string } {
  const isOwn = Object.hasOwn(variants, id);
  const known = isOwn ? id : Object.keys(variants).find((one) => isOtherSize(id, one, variants[one]!.of));
  if (known === undefined) return { id, overrides };
  const { of, set, name = `${of}: ${settings(set)}` } = variants[known]!;
  const base = isOwn ? of : of.replace(SIZE, SIZE.exec(id)?.[0] ?? "");
  return { id: base, overrides: { ...overrides, ...set }, name };
}

const SIZE = /\d+$/;

/** `my-pod16` of the variant `my-pod64`, which is of `bow-pod64` and has its size. */
function isOtherSize(id: string, known: string, of: string): boolean {
  const sizeOf = (name: string): string | undefined => /[^-\d]+\d+$/.exec(name)?.[0];
  const isSized = sizeOf(of) !== undefined && sizeOf(of) === sizeOf(known);
  return isSized && id.replace(SIZE, "") === known.replace(SIZE, "");
}

const settings = (set: VariantSpec["set"]): string =>
  Object.entries(set)
    .map(([path, value]) => `${path.replace(/^chip[.]/, "")} ${value}`)
    .join(", ");

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

export async function loadSystem(source: SubjectSource, asked: string): Promise<SystemSubject> {
  const { id, overrides } = systemQuestion(source, asked);
  const system = await loadAsBuilt(source, asked);
  if (source.corners === false) return system;
  const { name } = system.arch;
  const moved = await specCorners(system.loaded, (path, value) =>
    source.specs.arch(id, { ...overrides, [path]: value }),
  );
  // Inputs that come to one machine (caps of which another binds) share it, so that it is priced once.
  const alike = new Map([[lawsSee(system.arch), system.arch]]);
  const build = (spec: Loaded<ArchSpec>): Arch => {
    const arch = { ...buildArch(spec), id: system.id, name };
    const seen = lawsSee(arch);
    const known = alike.get(seen) ?? arch;
    alike.set(seen, known);
    return known;
  };
  const corners = moved.map(({ input, low, high }) => ({ input, low: build(low), high: build(high) }));
  return { ...system, corners };
}

/** All of a system that a figure may depend on. */
const lawsSee = ({ inputs: _, ...arch }: Arch): string => JSON.stringify(arch);

/** A system at its nominal inputs alone: without corners. */
export async function loadAsBuilt(source: SubjectSource, asked: string): Promise<SystemSubject> {
  const { id: base, overrides, name } = systemQuestion(source, asked);
  const loaded = await source.specs.arch(base, overrides);
  const id = name === undefined ? nameOf(asked, loaded.spec.system.id) : asked;
  return { id, loaded, arch: { ...buildArch(loaded), id, ...(name !== undefined && { name }) }, corners: [] };
}

export async function loadWorkload(
  { specs, overrides, corners: wanted = true }: SubjectSource,
  asked: string,
): Promise<WorkloadSubject> {
  const loaded = await specs.workload(asked, overrides);
  if (!wanted) return { id: nameOf(asked, loaded.spec.id), loaded, corners: [] };
  const moved = await specCorners(loaded, (path, value) =>
    specs.workload(asked, { ...overrides, [path]: value }),
  );
  const corners = moved.map(({ input, low, high }) => ({ input, low: low.spec, high: high.spec }));
  return { id: nameOf(asked, loaded.spec.id), loaded, corners };
}

/** Results carry the id that was asked for; a spec that was asked for by path, its own. */
export function nameOf(asked: string, own: string): string {
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
