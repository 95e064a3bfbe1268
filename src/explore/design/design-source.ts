import type { Arch } from "../../arch/arch.ts";
import { buildArch } from "../../arch/build-arch.ts";
import type { WorkloadSpec } from "../../spec/kinds/workload-spec.ts";
import type { PlanSpec } from "../../spec/kinds/plan-spec.ts";
import type { Specs } from "../../spec/open-specs.ts";
import { ARCH_ROOTS } from "../../spec/override.ts";
import { fullPath, pointSettings } from "../sweep/axis-target.ts";
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
 * Axes along which designs are never bounded together: those that are no ordered numbers, that change the workload or
 * the plan, or change a number of the machine of which no law is known to be steady; and those along which a number
 * falls that rises along another. Each axis is looked at from end to end, the others all at their least and at their
 * most.
 */
export async function axisKinds(question: DesignQuestion, source: DesignSource): Promise<AxisKinds> {
  const { axes } = question;
  const { from, to } = wholeGrid(axes);
  const kinds = { apart: new Set<number>(), memory: new Set<number>() };
  const signs = new Map<string, number>();
  for (const [axis, { name, isOrdered }] of axes.entries()) {
    if (!isOrdered || !ARCH_ROOTS.has(fullPath(name).split(".")[0] ?? "")) {
      kinds.apart.add(axis);
      continue;
    }
    for (const others of [from, to]) {
      const at = async (level: number): Promise<Arch> =>
        (await source(coordinatesOf(axes, others.with(axis, level)))).arch;
      const [least, most] = [await at(from[axis]!), await at(to[axis]!)];
      if (conflicts(least, most, signs)) kinds.apart.add(axis);
      else if (alike(least, most) === "parts") kinds.memory.add(axis);
    }
  }
  return kinds;
}

/** Whether a number moves that may not be bounded, or against the way it moves along an axis before; notes the ways. */
function conflicts(least: Arch, most: Arch, signs: Map<string, number>): boolean {
  const [a, b] = [numbersOf(least), numbersOf(most)];
  if (a.size !== b.size || namesOf(least) !== namesOf(most)) return true;
  const ways = new Map<string, number>();
  for (const [path, value] of a) {
    const other = b.get(path);
    if (other === undefined) return true;
    if (other === value) continue;
    const way = Math.sign(other - value);
    if (!isBounded(path) || (signs.get(path) ?? way) !== way) return true;
    ways.set(path, way);
  }
  for (const [path, way] of ways) signs.set(path, way);
  return false;
}

/** All of a machine that is no number. */
function namesOf({ inputs: _, ...values }: Arch): string {
  return JSON.stringify(values, (_key, value: unknown) => (typeof value === "number" ? 0 : value));
}
