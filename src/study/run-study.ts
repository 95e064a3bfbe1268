import type { ExpectedErrors } from "../validate/accuracy/expected-errors.ts";
import type { Fidelity } from "../evaluate.ts";
import type { PlannerCache } from "../estimate/price/matmul-planner.ts";
import type { PlanChoice } from "../plan/plan.ts";
import { RESULTS_SCHEMA, type MetricDefinition, type SavedResults } from "../result/saved/result.ts";
import { rounded } from "../result/rounded.ts";
import type { Specs } from "../spec/open-specs.ts";
import type { Overrides } from "../spec/override.ts";
import type { Loaded } from "../spec/yaml/provenance.ts";
import type { StudySpec } from "../spec/kinds/study-spec.ts";
import { planFor } from "./answer.ts";
import { answerCells, type StudyProgress } from "./answer-cells.ts";
import { judgeClaims, judgeExpectations } from "./claims.ts";
import { contentionCells } from "./contention-cells.ts";
import { faultCells } from "./fault-cells.ts";
import { compareSystems } from "./comparisons.ts";
import { machinesAsked, prepareStudy } from "./prepare-study.ts";
import { resizer } from "./resize.ts";
import { savedCell } from "./saved-cell.ts";
import { savedSystem, savedWorkload } from "./saved-subjects.ts";
import { withExpectedErrors } from "./validated-range.ts";

export type { StudyProgress } from "./answer-cells.ts";

/** Parts of the work, in their order: specs; plans and timings; other sizes; claims and what is saved. */
export type StudyStage = "reading" | "answering" | "comparing" | "judging";

export interface RunStudyInput {
  readonly specs: Specs;
  readonly study: Loaded<StudySpec>;
  readonly tool: SavedResults["tool"];
  /** Instead of the study's own. */
  readonly fidelity?: StudySpec["fidelity"];
  /** On top of the study's `set`. */
  readonly overrides?: Overrides;
  /** How far predictions are off, and where that is known; results then say so. */
  readonly expectedErrors?: ExpectedErrors;
  /** Whether to move uncertain inputs, for ranges and verdicts on them; as a rule, yes. */
  readonly corners?: boolean;
  /** Tile plans shared with what was computed before; with a tally, all that is computed is counted. */
  readonly planners?: PlannerCache;
  /** Told the plan of each pair that has one, as it was decided: of inference results have that of the first phase. */
  readonly onPlan?: (system: string, workload: string, choice: PlanChoice) => void;
  /** Called when a part of the work begins. */
  readonly onStage?: (stage: StudyStage) => void;
  /** Called before each point; a promise is awaited, so that the caller can let its event loop run. */
  readonly onProgress?: (progress: StudyProgress) => void | Promise<void>;
}

/**
 * Answer a study.
 *
 *   study ──prepareStudy──► formulas, systems × workloads
 *   systems × workloads ──answerCells──► cells (plan, timings, readings, corner runs)
 *                                          ├─savedCell──────► results
 *                                          ├─compareSystems─► comparisons with the baseline
 *                                          └─judge──────────► claims and expectations
 *
 * Throws SpecProblems with everything that is wrong in the study and the specs it names. Same input, same result.
 */
export async function runStudy(input: RunStudyInput): Promise<SavedResults> {
  const { specs, study: loaded, tool, onProgress = () => undefined, planners = new Map() } = input;
  const { onStage = () => undefined } = input;
  onStage("reading");
  const { overrides = {}, corners = true } = input;
  const prepared = await prepareStudy({ specs, study: loaded, overrides, corners });
  const { study, source, subjects, formulas, metrics, assertions } = prepared;
  const fidelities = fidelitiesOf(input.fidelity ?? study.fidelity);
  const event = fidelities.includes("event");
  const asked = study.baseline ?? study.systems[0] ?? "";
  const baseline = subjects.systems.get(asked)?.id ?? asked;
  onStage("answering");
  const cells = await answerCells({
    ...{ source, study, subjects, event, formulas, planners, onProgress },
    corners,
  });
  for (const { answer, system, workload } of cells)
    if (answer.kind === "fits") input.onPlan?.(system.id, workload.id, answer.choice);
  const plan = (system: string, workload: string) => planFor(study, system, workload);
  onStage("comparing");
  const comparisons = await compareSystems(
    cells,
    baseline,
    resizer({ source, cells, planFor: plan, event, planners }),
  );
  const machines = {
    ...machinesAsked(study),
    contention: study.contention === true ? contentionCells(cells) : undefined,
    faultRuns: study.faults !== undefined ? faultCells(study, cells) : undefined,
  };
  onStage("judging");
  const matter = { cells, metrics, subjects: prepared.named, machines };
  return rounded({
    schema: RESULTS_SCHEMA,
    tool,
    study: {
      id: study.id,
      name: study.name,
      question: study.question,
      baseline,
      ...(study.notes === undefined ? {} : { notes: study.notes }),
      ...(study.contrasts === undefined ? {} : { contrasts: study.contrasts }),
    },
    inputs: inputFiles([
      loaded,
      ...[...matter.subjects.systems.values(), ...matter.subjects.workloads.values()].map(
        (subject) => subject.loaded,
      ),
    ]),
    metrics: metrics.map(definitionOf),
    systems: [...subjects.systems.values()].map(savedSystem),
    workloads: [...subjects.workloads.values()].map(savedWorkload),
    results: withExpectedErrors(
      cells.flatMap((cell) => savedCell(cell, fidelities, formulas)),
      subjects,
      input.expectedErrors,
    ),
    comparisons,
    ...(machines.contention && { contention: machines.contention }),
    ...(machines.faultRuns && { faultRuns: machines.faultRuns }),
    expectations: judgeExpectations(study, assertions, matter),
    claims: judgeClaims(study, assertions, matter),
  });
}

function fidelitiesOf(fidelity: StudySpec["fidelity"]): readonly Fidelity[] {
  return fidelity === "both" ? ["analytic", "event"] : [fidelity];
}

function definitionOf({ id, label, unit, better, formula }: MetricDefinition): MetricDefinition {
  return { id, label, unit, better, formula };
}

/** Every file that was read, once, in alphabetical order. */
function inputFiles(loaded: readonly Pick<Loaded<unknown>, "inputs">[]): SavedResults["inputs"] {
  const files = new Map(loaded.flatMap(({ inputs }) => inputs).map((input) => [input.file, input]));
  return [...files.values()].sort((a, b) => (a.file < b.file ? -1 : 1));
}
