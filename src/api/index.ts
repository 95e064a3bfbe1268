/**
 * What a script may import: `import { evaluate } from "dse-ipu"`. Described, with tested examples, in docs/library.md.
 * Everything else in src/ is internal and may move.
 */
export { evaluate, type EvaluatedPoint, type EvaluateQuestion } from "./evaluate.ts";
export { findPlan, type BestPlan } from "./find-plan.ts";
export {
  sweep,
  type AxisValues,
  type FrontPoint,
  type ObjectiveText,
  type SweepSpace,
  type SweptSpace,
} from "./sweep.ts";
export { design, type DesignSpace } from "./design.ts";
export type { SavedDesign } from "../explore/design/saved-design.ts";
export type { MetricName, Metrics, PointQuestion, Settings } from "./point-question.ts";
export { openSpecs, shippedFolders, type SpecFolder, type SpecSources } from "../spec/load.ts";
export type { Specs } from "../spec/open-specs.ts";
export { SpecProblems, type SpecError } from "../spec/yaml/spec-error.ts";
export type { PlanSpec } from "../spec/kinds/plan-spec.ts";
export { markdownSweep } from "../report/sweep/markdown-sweep.ts";
