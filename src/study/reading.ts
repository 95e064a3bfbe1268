import type { Fidelity } from "../evaluate.ts";
import type { MetricId, SavedDeciles } from "../result/saved/result.ts";
import type { Answer } from "./answer.ts";
import type { CornerReadings } from "./corners.ts";
import type { Subjects, SystemSubject, WorkloadSubject } from "./subject.ts";

export type Readings = Readonly<Record<MetricId, number | null>>;

/** One cell of the study, answered: its readings by fidelity, and what its uncertain inputs do to them. */
export interface Cell {
  readonly system: SystemSubject;
  readonly workload: WorkloadSubject;
  readonly answer: Answer;
  readonly readings: Readonly<Partial<Record<Fidelity, Readings>>>;
  readonly corners: readonly CornerReadings[];
  /** Where the study samples its uncertain inputs together: in closed form, of the samples in which the plan fits. */
  readonly samples?: {
    readonly deciles: Readonly<Record<MetricId, SavedDeciles>>;
    readonly fitting: number;
    readonly of: number;
  };
}

/** The most faithful fidelity there is: what comparisons, expectations and claims speak of. */
export function headline({ readings }: Pick<Cell, "readings">): Readings | undefined {
  return readings.event ?? readings.analytic;
}

/** One end of one uncertain input, by its place in a file. */
export interface Scenario {
  readonly key: string;
  readonly end: "low" | "high";
}

/** Every uncertain input of the systems and workloads that claims may ask about. */
export function scenarioKeys({ systems, workloads }: Subjects): readonly string[] {
  const corners = [...systems.values(), ...workloads.values()].flatMap((subject) => [...subject.corners]);
  return [...new Set(corners.map(({ input }) => input.key))];
}
