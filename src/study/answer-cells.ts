import type { PlannerCache } from "../estimate/price/matmul-planner.ts";
import type { StudySpec } from "../spec/kinds/study-spec.ts";
import { answer, planFor } from "./answer.ts";
import { decilesOf, sampleReadings } from "../uncertainty/sample-readings.ts";
import { runCorners } from "./corners.ts";
import type { Cell, Readings } from "./reading.ts";
import { readingsOf } from "./resize.ts";
import {
  systemQuestion,
  type Subjects,
  type SubjectSource,
  type SystemSubject,
  type WorkloadSubject,
} from "./subject.ts";
import { withUserMetrics, type UserFormulas } from "./user-metrics.ts";

/** What a caller may show while a study runs. */
export interface StudyProgress {
  readonly system: string;
  readonly workload: string;
  readonly done: number;
  readonly total: number;
}

export interface AnswerCellsInput {
  readonly source: SubjectSource;
  readonly study: StudySpec;
  readonly subjects: Subjects;
  readonly event: boolean;
  readonly corners: boolean;
  readonly formulas: UserFormulas;
  readonly planners: PlannerCache;
  readonly onProgress: (progress: StudyProgress) => void | Promise<void>;
}

/** Answer every system on every workload, workload by workload, with corner runs of the uncertain inputs. */
export async function answerCells(input: AnswerCellsInput): Promise<readonly Cell[]> {
  const systems = [...input.subjects.systems.values()];
  const workloads = [...input.subjects.workloads.values()];
  const pairs = workloads.flatMap((workload) => systems.map((system) => ({ system, workload })));
  const cells: Cell[] = [];
  for (const [done, { system, workload }] of pairs.entries()) {
    await input.onProgress({ system: system.id, workload: workload.id, done, total: pairs.length });
    cells.push(await withDeciles(answerCell(system, workload, input), input));
  }
  return cells;
}

function answerCell(
  system: SystemSubject,
  workload: WorkloadSubject,
  { study, event, corners: wanted, formulas, planners }: AnswerCellsInput,
): Cell {
  const plan = planFor(study, system.id, workload.id);
  const found = answer({ arch: system.arch, workload: workload.loaded.spec, plan, event, planners });
  const own = readingsOf(found);
  const extend = (readings: Readings): Readings => withUserMetrics(readings, formulas);
  const readings = Object.fromEntries(
    Object.entries(own).map(([fidelity, values]) => [fidelity, extend(values)]),
  );
  if (found.kind === "misfit" || !wanted) return { system, workload, answer: found, readings, corners: [] };
  const corners = runCorners(found, system, workload, { plan, planners });
  const extended = corners.map(({ low, high, ...corner }) => ({
    ...corner,
    low: low && extend(low),
    high: high && extend(high),
  }));
  return { system, workload, answer: found, readings, corners: extended };
}

/** The cell with deciles of its readings, where the study samples its uncertain inputs. */
async function withDeciles(
  cell: Cell,
  { study, source, formulas, planners }: AnswerCellsInput,
): Promise<Cell> {
  const { answer: found, system, workload } = cell;
  if (study.uncertainty === undefined || found.kind === "misfit") return cell;
  const { samples, seed } = study.uncertainty;
  const asked = systemQuestion(source, system.id);
  const { readings } = await sampleReadings({
    ...{ specs: source.specs, overrides: asked.overrides, system: { ...system, id: asked.id } },
    ...{ workload: workload.loaded },
    ...{ choice: found.choice, planners, samples, seed },
  });
  const extended = readings.map((one) => withUserMetrics(one, formulas));
  return { ...cell, samples: { deciles: decilesOf(extended), fitting: readings.length, of: samples } };
}
