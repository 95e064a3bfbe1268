import type { ArchSpec } from "./kinds/arch-spec.ts";
import type { Building } from "./yaml/build-sheet.ts";
import { carryArch, carryWorkload } from "./carried/carry-spec.ts";
import type { CarriedArch, CarriedWorkload } from "./carried/carried-spec.ts";
import { checkSpecs, type Checked } from "./check-specs.ts";
import type { SpecKind } from "./kinds/kinds.ts";
import type { Library, SpecDocument } from "./library.ts";
import { loadArch, type LastStated } from "./load-arch.ts";
import { loadProcess, loadSoftware, loadStudy, loadWorkload } from "./load-flat.ts";
import { readOverrides, type Overrides } from "./override.ts";
import type { Loaded } from "./yaml/provenance.ts";
import type { ProcessSpec } from "./kinds/process-spec.ts";
import type { SoftwareSpec } from "./kinds/software-spec.ts";
import type { StudySpec } from "./kinds/study-spec.ts";
import type { WorkloadSpec } from "./kinds/workload-spec.ts";

/** One line of `dse list`. */
export interface SpecEntry {
  readonly kind: SpecKind | undefined;
  readonly id: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly file: string;
  /** The file has errors; `check` says which. */
  readonly broken: boolean;
}

/** The specs of one run. Every method throws SpecProblems with all that is wrong, and never caches an answer. */
export interface Specs {
  /** A system with its machine and chip, by id (`bow-pod64`), alias or path; of a machine, the system of just it. */
  readonly arch: (id: string, overrides?: Overrides) => Promise<Loaded<ArchSpec>>;
  readonly workload: (id: string, overrides?: Overrides) => Promise<Loaded<WorkloadSpec>>;
  /** The same two for a page, which puts other values in by itself. */
  readonly carriedArch: (id: string, overrides?: Overrides) => Promise<CarriedArch>;
  readonly carriedWorkload: (id: string, overrides?: Overrides) => Promise<CarriedWorkload>;
  readonly process: (id: string) => Promise<Loaded<ProcessSpec>>;
  readonly software: (id: string) => Promise<Loaded<SoftwareSpec>>;
  readonly study: (idOrPath: string) => Promise<Loaded<StudySpec>>;
  /** What a file holds, by its head. */
  readonly kindOf: (path: string) => SpecKind | undefined;
  readonly list: () => readonly SpecEntry[];
  /** What is wrong with these specs (ids or paths; default: all of them). Throws nothing. */
  readonly check: (ids?: readonly string[]) => Promise<Checked>;
}

export function specsOf(library: Library): Specs {
  const last: LastStated = {};
  const start = (): Building => ({ library, documents: new Set(), errors: [] });
  return {
    arch: (id, overrides = {}) => loadArch(id, readOverrides(overrides), start(), last),
    workload: (id, overrides = {}) => loadWorkload(id, readOverrides(overrides), start()),
    carriedArch: (id, overrides = {}) => carryArch(id, readOverrides(overrides), start()),
    carriedWorkload: (id, overrides = {}) => carryWorkload(id, readOverrides(overrides), start()),
    process: (id) => loadProcess(id, start()),
    software: (id) => loadSoftware(id, start()),
    study: (id) => loadStudy(id, start()),
    kindOf: (path) => library.read(library.fileAt(path)).kind,
    list: () => library.files.map(library.read).map(entryOf).sort(byKindAndId),
    check: (ids) => checkSpecs(library, ids),
  };
}

function entryOf({ kind, id, name, aliases, source, errors }: SpecDocument): SpecEntry {
  return { kind, id, name, aliases, file: source.file, broken: errors.length > 0 };
}

function byKindAndId(a: SpecEntry, b: SpecEntry): number {
  const key = ({ kind, id }: SpecEntry): string => `${kind ?? "~"} ${id}`;
  return key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0;
}
