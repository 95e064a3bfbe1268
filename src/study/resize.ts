import { measureMetrics } from "../result/measure.ts";
import { metricContext } from "../result/metric-context.ts";
import { answer, type AnswerInput } from "./answer.ts";
import type { Resize } from "./comparisons.ts";
import { headline, type Cell } from "./reading.ts";
import { loadAsBuilt, type SubjectSource, type SystemSubject } from "./subject.ts";

export interface ResizeInput extends Pick<AnswerInput, "event" | "planners"> {
  readonly source: SubjectSource;
  readonly cells: readonly Cell[];
  readonly planFor: (system: string, workload: string) => AnswerInput["plan"];
}

/**
 * Sizes of a family that is named by its number (`bow-pod64`): the nearest legal one in ratio. A size that the study
 * has anyway is taken from there; others are planned and timed once.
 */
export function resizer({ source, cells, planFor, event, planners }: ResizeInput): Resize {
  const systems = new Map<string, Promise<SystemSubject>>();
  for (const { system } of cells) systems.set(system.id, Promise.resolve(system));
  const cellsBySize = new Map(
    cells.map((cell) => [`${cell.system.id} ${cell.workload.id}`, Promise.resolve(cell)]),
  );

  const evaluateSize = async (id: string, { workload }: Cell): Promise<Cell> => {
    const system = await (systems.get(id) ?? loadAsBuilt(source, id));
    systems.set(id, Promise.resolve(system));
    const plan = planFor(id, workload.id);
    const found = answer({ arch: system.arch, workload: workload.loaded.spec, plan, event, planners });
    return {
      system,
      workload,
      answer: found,
      readings: readingsOf(found),
      corners: [],
    };
  };

  return async (cell, chips) => {
    const id = sizedId(cell.system, chips);
    if (id === undefined) return undefined;
    const key = `${id} ${cell.workload.id}`;
    const pending = cellsBySize.get(key) ?? evaluateSize(id, cell);
    cellsBySize.set(key, pending);
    const resized = await pending;
    const readings = headline(resized);
    return readings && { id, arch: resized.system.arch, readings };
  };
}

/** Built-in metrics at each fidelity that was run. */
export function readingsOf(found: Cell["answer"]): Cell["readings"] {
  if (found.kind === "misfit") return {};
  const analytic = measureMetrics(metricContext(found.analytic));
  if (found.event === undefined) return { analytic };
  return { analytic, event: measureMetrics(metricContext(found.event)) };
}

/** `bow-pod256` near 57 chips is `bow-pod64`; undefined for a system without a size in its name. */
export function sizedId({ id, loaded }: SystemSubject, chips: number): string | undefined {
  const [, stem, size] = /^(.*[^\d])(\d+)$/.exec(id) ?? [];
  const name = stem === undefined ? undefined : /[^-]+$/.exec(stem)?.[0];
  const parameter = name === undefined ? undefined : loaded.spec.system.parameters[name];
  if (parameter === undefined || size === undefined) return undefined;
  const { min, max, powerOfTwo, multipleOf = 1, divisors } = parameter;
  const isPart = divisors && chips < multipleOf;
  const nearest =
    powerOfTwo || isPart ? 2 ** Math.round(Math.log2(chips)) : Math.round(chips / multipleOf) * multipleOf;
  return `${stem}${Math.min(max, Math.max(min, nearest))}`;
}
