import type { Specs } from "../../spec/open-specs.ts";
import { namedCoordinates, coordinateOfLevel, type Space } from "../space.ts";
import type { SweepIdentity } from "../store/manifest.ts";
import { checkPlanChoice, fullPath, pointSettings } from "./axis-target.ts";
import type { Coordinates } from "./design.ts";
import type { SweepQuestion } from "./question.ts";

/**
 * Reads every spec that the sweep needs, with each axis at both ends (a category at each level): wrong paths, units
 * and bounds show at once. Returns the files that were read.
 */
export async function readInputs(
  question: SweepQuestion,
  space: Space,
  specs: Specs,
): Promise<SweepIdentity["inputs"]> {
  const units = new Map(question.axes.map(({ name, unit }) => [name, unit]));
  const files = new Map<string, { readonly file: string; readonly sha256: string }>();
  for (const coordinates of trials(space)) {
    for (const [name, value] of Object.entries(coordinates))
      if (fullPath(name).startsWith("plan.")) checkPlanChoice(name, value);
    // Workloads that are weighed are all asked about at every point.
    for (const workload of question.weights === undefined
      ? question.workloads.slice(0, 1)
      : question.workloads) {
      const settings = pointSettings(coordinates, {
        unitOf: (name) => units.get(name) ?? "",
        fixed: question.set,
        plan: question.plan,
        system: question.systems[0] ?? "",
        workload,
      });
      const read = [
        await specs.arch(settings.system, settings.arch),
        await specs.workload(settings.workload, settings.task),
      ];
      for (const input of read.flatMap(({ inputs }) => inputs)) files.set(input.file, input);
    }
  }
  return [...files.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
}

/** The first point, and from there each axis moved alone; where an axis has a condition, to where it applies. */
function trials(space: Space): readonly Coordinates[] {
  const start = new Array<number>(space.axes.length).fill(Number.NaN);
  for (const axis of space.free) start[axis] = endsOf(space, axis)[0]!;
  const at = (coordinates: readonly number[]): Coordinates =>
    namedCoordinates(space.axes, space.complete([...coordinates]));
  const moved = space.free.flatMap((axis) =>
    endsOf(space, axis).map((end) => {
      const coordinates = [...start];
      coordinates[axis] = end;
      applyConditions(space, axis, coordinates);
      return at(coordinates);
    }),
  );
  return [at(start), ...moved];
}

/** Moves the axes that a condition asks about, and those that theirs ask about, to where the condition holds. */
function applyConditions({ axes }: Space, axis: number, coordinates: number[]): void {
  for (let { when } = axes[axis]!; when !== undefined;) {
    const { axis: name, is } = when;
    const parent = axes.findIndex((other) => other.name === name);
    const asked = axes[parent]!;
    if (asked.kind !== "discrete") return;
    coordinates[parent] = coordinateOfLevel(asked, asked.values.indexOf(is[0]!));
    ({ when } = asked);
  }
}

/** Lowest and highest number, or every name. */
function endsOf({ axes }: Space, at: number): readonly number[] {
  const axis = axes[at]!;
  if (axis.kind === "continuous") return [axis.from, axis.to];
  if (axis.kind === "derived") return [];
  const { values, isOrdered } = axis;
  const levels = isOrdered && values.length > 2 ? [0, values.length - 1] : [...values.keys()];
  return levels.map((level) => coordinateOfLevel(axis, level));
}
