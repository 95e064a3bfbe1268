import type { Arch } from "../../arch/arch.ts";
import { buildArch } from "../../arch/build-arch.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import type { Specs } from "../../spec/open-specs.ts";
import { ARCH_ROOTS } from "../../spec/override.ts";
import { fullPath, pointSettings } from "../sweep/axis-target.ts";
import type { DiscreteAxis } from "../axes/axis.ts";
import type { Coordinates } from "../sweep/design.ts";
import type { DesignQuestion } from "./design-question.ts";
import { coordinatesOf, wholeGrid } from "./boxes.ts";
import { alike, isBounded, numbersOf } from "./optimistic-arch.ts";

/** A design as the laws want it: its machine, its workloads and what of the plan is decided. */
export interface Design {
  readonly arch: Arch;
  readonly workloads: readonly WorkloadSpec[];
  readonly plan: PlanSpec;
}

/** The design at some coordinates. */
export type DesignSource = (coordinates: Coordinates) => Promise<Design>;

export function designSource(question: DesignQuestion, specs: Specs): DesignSource {
  const units = new Map(question.axes.map(({ name, unit }) => [name, unit]));
  const tasks = new Map<string, Promise<WorkloadSpec>>();
  const machines = new Map<string, Promise<Arch>>();
  const base = { unitOf: (name: string) => units.get(name) ?? "", fixed: question.set, plan: question.plan };
  return async (coordinates) => {
    const of = (workload: string) =>
      pointSettings(coordinates, { ...base, system: question.system, workload });
    const { system, arch, task, plan } = of("");
    const key = JSON.stringify([system, arch]);
    const machine =
      machines.get(key) ?? specs.arch(system, arch).then((loaded) => numbersAlone(buildArch(loaded)));
    machines.set(key, machine);
    const workloads = question.workloads.map(({ id }) => {
      const name = JSON.stringify([id, task]);
      const known = tasks.get(name) ?? specs.workload(id, task).then(({ spec }) => spec);
      tasks.set(name, known);
      return known;
    });
    return { arch: await machine, workloads: await Promise.all(workloads), plan };
  };
}

/** Where numbers come from takes more room than they do. */
const numbersAlone = (arch: Arch): Arch => ({ ...arch, inputs: [] });

/** Axes by how boxes are divided along them. */
export interface AxisKinds {
  /** Designs are never bounded together along these. */
  readonly apart: ReadonlySet<number>;
  /** These change what plans fit, or how products are planned: bounds of boxes that differ along them say little. */
  readonly memory: ReadonlySet<number>;
}

/**
 * Numbers of a floorplan along which no law is steady: a first spare row saves dies and a second wastes them, a lane of
 * less than 16 GT/s is smaller. Levels that are looked at may happen to hide it.
 */
const UNSTEADY = /^chip\.floorplan\.(spareRows|rows|columns|lanesPerLink|logicWafers)$/;

/**
 * Axes along which designs are never bounded together: those that are no ordered numbers, that change the workload or
 * the plan, or change a number of the machine of which no law is known to be steady; those along which a number turns,
 * and those along which one falls that rises along another. Each axis is looked at from level to level, the others all
 * at their least and at their most.
 */
export async function axisKinds(question: DesignQuestion, source: DesignSource): Promise<AxisKinds> {
  const { axes } = question;
  const kinds = { apart: new Set<number>(), memory: new Set<number>() };
  const signs = new Map<string, number>();
  for (const [axis, { name, isOrdered }] of axes.entries()) {
    const path = fullPath(name);
    const isOfMachine = isOrdered && ARCH_ROOTS.has(path.split(".")[0] ?? "") && !UNSTEADY.test(path);
    const found = isOfMachine ? await waysAlong(axis, axes, { source, signs }) : undefined;
    if (found === undefined) kinds.apart.add(axis);
    else {
      for (const [number, way] of found.ways) signs.set(number, way);
      if (found.isOfParts) kinds.memory.add(axis);
    }
  }
  return kinds;
}

interface Known {
  readonly source: DesignSource;
  /** Which way numbers go along the axes before. */
  readonly signs: ReadonlyMap<string, number>;
}

/** Which way numbers go along an axis; undefined where one turns, or goes against an axis before. */
async function waysAlong(
  axis: number,
  axes: readonly DiscreteAxis[],
  { source, signs }: Known,
): Promise<{ readonly ways: ReadonlyMap<string, number>; readonly isOfParts: boolean } | undefined> {
  const { from, to } = wholeGrid(axes);
  const ways = new Map(signs);
  let isOfParts = false;
  for (const others of [from, to]) {
    let before: Arch | undefined;
    for (let level = from[axis]!; level <= to[axis]!; level++) {
      const { arch } = await source(coordinatesOf(axes, others.with(axis, level)));
      if (before !== undefined && conflicts(before, arch, ways)) return undefined;
      isOfParts ||= before !== undefined && alike(before, arch) === "parts";
      before = arch;
    }
  }
  return { ways, isOfParts };
}

/** Whether a number moves that may not be bounded, or against the way it moved before; notes the ways. */
function conflicts(less: Arch, more: Arch, ways: Map<string, number>): boolean {
  const [a, b] = [numbersOf(less), numbersOf(more)];
  if (a.size !== b.size || namesOf(less) !== namesOf(more)) return true;
  for (const [path, value] of a) {
    const other = b.get(path);
    if (other === undefined) return true;
    if (other === value) continue;
    const way = Math.sign(other - value);
    if (!isBounded(path) || (ways.get(path) ?? way) !== way) return true;
    ways.set(path, way);
  }
  return false;
}

/** All of a machine that is no number. */
function namesOf({ inputs: _, ...values }: Arch): string {
  return JSON.stringify(values, (_key, value: unknown) => (typeof value === "number" ? 0 : value));
}
