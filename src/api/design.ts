import { answerDesign } from "../explore/design/answer-design.ts";
import { askDesign } from "../explore/design/ask-design.ts";
import { designSource } from "../explore/design/design-source.ts";
import type { SavedDesign } from "../explore/design/saved-design.ts";
import type { PlanSpec } from "../spec/kinds/plan-spec.ts";
import { openSpecs } from "../spec/load.ts";
import type { Specs } from "../spec/open-specs.ts";
import { designRanges } from "../uncertainty/design-ranges.ts";
import { SpecProblems } from "../spec/yaml/spec-error.ts";
import { checkChoice, checkedPlan, checkKeys } from "./check-question.ts";
import type { Settings } from "./point-question.ts";
import type { AxisValues, ObjectiveText } from "./sweep.ts";

/** Which machine of a grid is best for workloads together, within limits. */
export interface DesignSpace {
  readonly system: string;
  /** One or several, each with a weight if wanted: `bert-large:2`. */
  readonly workload: string | readonly string[];
  /** What is free, by path; ranges with their steps. */
  readonly axes: Readonly<Record<string, AxisValues>>;
  /** `"capexDollars <= 2e6"`, `"chip.dieArea <= 858 mm2"`. */
  readonly within?: readonly string[];
  /** One: the best designs (default: least step time). Several: the front. */
  readonly objectives?: readonly ObjectiveText[];
  readonly top?: number;
  readonly set?: Settings;
  readonly plan?: PlanSpec;
  /** Each design's fastest of all legal plans (default), or of the usual ones. */
  readonly breadth?: "usual" | "all";
  readonly specs?: Specs;
  /** Called between two steps; ends the search with what it has where it returns `"stop"`. */
  readonly onProgress?: (designs: number, priced: number) => "stop" | undefined;
}

const ASKED = ["within", "objectives", "top", "set", "plan", "breadth", "specs", "onProgress"];

/** The best designs, proven over the grid: what `dse design` answers. Rejects with SpecProblems where a name is wrong. */
export async function design(space: DesignSpace): Promise<SavedDesign> {
  checkKeys("design", space, { needed: ["system", "workload", "axes"], allowed: ASKED });
  checkChoice("design", "breadth", space.breadth, ["usual", "all"]);
  const { specs = openSpecs(), axes, onProgress } = space;
  const levels = Object.entries(axes).map(([name, values]) => [
    name,
    typeof values === "string" ? values : values.join(),
  ]);
  const question = askDesign({
    id: "design",
    systems: [space.system],
    workloads: typeof space.workload === "string" ? [space.workload] : space.workload,
    set: { ...space.set, ...(Object.fromEntries(levels) as Record<string, string>) },
    plan: await checkedPlan(space.plan ?? {}),
    objectives: space.objectives ?? [],
    columns: [],
    strategy: "grid",
    fidelity: "analytic",
    seed: 1,
    within: space.within ?? [],
    breadth: space.breadth ?? "all",
    top: space.top ?? 3,
  });
  if (typeof question === "string") throw new SpecProblems([{ file: "design", path: "", message: question }]);
  const answer = await answerDesign(question, designSource(question, specs), {
    onProgress: ({ counts }) => onProgress?.(counts.designs, counts.priced),
  });
  const ranges = await designRanges(question, answer, specs);
  return { ...answer, ...(ranges && { ranges }) };
}
