/**
 * The parts that the command line, the benches and the scripts of this repository are made of, loaded when first
 * needed. Not a library: what a script may import is src/api/.
 */
export { openSpecs, shippedFolders, studyFile, type SpecFolder, type SpecSources } from "./spec/load.ts";

export { adHocStudy } from "./study/ad-hoc-study.ts";
export type { SpecEntry, Specs } from "./spec/open-specs.ts";
export type { Loaded, Provenance } from "./spec/yaml/provenance.ts";
export type { ArchSpec } from "./spec/kinds/arch-spec.ts";
export type { WorkloadSpec } from "./spec/kinds/workload-spec.ts";
export type { StudySpec } from "./spec/kinds/study-spec.ts";
export type { PlanSpec } from "./spec/kinds/plan-spec.ts";
export { splitPlanOverrides } from "./spec/plan-overrides.ts";
export type { Overrides } from "./spec/override.ts";
export { SpecProblems, type SpecError } from "./spec/yaml/spec-error.ts";
export type { Checked } from "./spec/check-specs.ts";
export { jsonSchema, specJsonSchemas } from "./spec/kinds/json-schema.ts";
export { renderSpecErrors } from "./spec/yaml/render-spec-errors.ts";
export { buildArch } from "./arch/build-arch.ts";
export type { PlanChoice, Infeasible } from "./plan/plan.ts";
export { savedChoice, withDefaults } from "./spec/kinds/plan-choices.ts";
export { buildOperatorGraph, phasesOf } from "./workload/build-graph.ts";
export { evaluate as evaluatePlan, planAndPrice, choiceFor, type Evaluation } from "./evaluate.ts";
export { findPlan as searchPlan, findPlanSteps, type FoundPlan } from "./explore/find-plan.ts";
export type { SearchProgress } from "./explore/plan-search/search-state.ts";
export { simulateEvent } from "./estimate/event/event.ts";
export type { SimulatedActivity } from "./estimate/event/simulated-activity.ts";
export { chromeTrace } from "./estimate/event/chrome-trace.ts";
export { checkWhole } from "./study/check-whole.ts";
export { runStudy, type RunStudyInput, type StudyProgress } from "./study/run-study.ts";
export { RESULTS_SCHEMA, type MetricDefinition } from "./result/saved/result.ts";
export type {
  SavedResult,
  SavedResults,
  SavedComparison,
  SavedClaim,
  SavedInfeasible,
} from "./result/saved/result.ts";
export { parseResults, ResultsError } from "./result/saved/parse-results.ts";
export { comparisonSchema, resultsSchema } from "./result/saved/results-schema.ts";
export { compareResults, comparisonRows } from "./result/saved/compare-results.ts";
export type { ComparisonRow, ResultsComparison } from "./result/saved/compare-results.ts";
export { terminalReport } from "./report/study/terminal-report.ts";
export { markdownReport } from "./report/study/markdown-report.ts";
export { numbersReport } from "./report/study/numbers-report.ts";
export { csvReport } from "./report/study/csv-report.ts";
export { htmlReport } from "./report/study/html-report.ts";
export { htmlSweep } from "./report/sweep/html-sweep.ts";
export { markdownSweep } from "./report/sweep/markdown-sweep.ts";
export { csvRow } from "./report/study/csv-report.ts";
export { csvSweep } from "./report/sweep/csv-sweep.ts";
export { terminalSweepComparison } from "./report/sweep/terminal-sweep-comparison.ts";
export { terminalSweep } from "./report/sweep/terminal-sweep.ts";
export { jsonReport } from "./report/study/json-report.ts";
export { formatQuantity } from "./units/format-quantity.ts";
export { nearestName } from "./units/nearest-name.ts";
export { parseQuantity } from "./units/parse-quantity.ts";
export { builtInMetric, metricIdsIn, metricNamed, metricsIn, nearestMetric } from "./result/metric-tables.ts";
export { figure, metricFigure, percent } from "./report/parts/figures.ts";
export { table, wrap } from "./report/parts/table.ts";
export { planChoices } from "./spec/plan-choices.ts";
export { measureEvaluation, measureMetrics, type BuiltInMetrics } from "./result/measure.ts";
export { metricContext } from "./result/metric-context.ts";
export {
  compileEvaluator,
  type CompiledEvaluator,
  type CompileInput,
} from "./explore/compiled/compile-evaluator.ts";
export { pointColumns, type ColumnOptions, type PointColumns } from "./explore/compiled/point-columns.ts";
export { METRICS, type BuiltInMetricId } from "./result/metrics/index.ts";
export { askSweep, type WrittenQuestion } from "./explore/sweep/ask-sweep.ts";
export type { SweepQuestion } from "./explore/sweep/question.ts";
export type { Objective } from "./explore/sweep/objective.ts";
export type { DesignAxis } from "./explore/sweep/design.ts";
export { studyQuestion } from "./explore/sweep/study-question.ts";
export { prepareSweep, type PreparedSweep, type QuestionSource } from "./explore/sweep/prepare-sweep.ts";
export { spaceOf } from "./explore/space.ts";
export { gridDesign } from "./explore/sweep/grid-design.ts";
export { evaluateBatch, evaluatePart, listBatch, wideRow } from "./explore/sweep/evaluate-part.ts";
export type { EvaluatedBatch, SweepPlan } from "./explore/sweep/sweep-plan.ts";
export { mergeSlices, sliceOf } from "./explore/sweep/batch-slices.ts";
export { askDesign, type WrittenDesign } from "./explore/design/ask-design.ts";
export { answerDesign } from "./explore/design/answer-design.ts";
export { designSource } from "./explore/design/design-source.ts";
export { emptyMemory, type DesignMemory, type DesignProgress } from "./explore/design/search-designs.ts";
export type { DesignQuestion } from "./explore/design/design-question.ts";
export type { SavedDesign } from "./explore/design/saved-design.ts";
export { markdownDesign } from "./report/design/markdown-design.ts";
export { summarize } from "./explore/sweep/summarize.ts";
export { askedBatch, isSearch, outcomesTold, toldOutcomes } from "./explore/sweep/search-points.ts";
export { gather } from "./explore/sweep/gather.ts";
export { findingsOf, type Findings } from "./explore/sweep/findings.ts";
export type { BatchEvaluator, EvaluatedMetric } from "./explore/sweep/batch-evaluator.ts";
export { binEdges } from "./explore/store/bins.ts";
export { compareSweeps, type SweepComparison } from "./explore/sweep/compare-sweeps.ts";
export { saveSweep } from "./explore/sweep/save-sweep.ts";
export { sweepSchema } from "./explore/sweep/sweep-schema.ts";
export { parseSweep, SweepError } from "./explore/sweep/parse-sweep.ts";
export { FINDINGS_SCHEMA, type SavedPoint, type SavedSweep } from "./explore/sweep/saved-sweep.ts";
export { loadParquetEncoder } from "./explore/store/parquet.ts";
export { narrowTable } from "./explore/store/narrow-table.ts";
export { wideTable } from "./explore/store/wide-table.ts";
export { partCount, partName, partRange, partsOfShard } from "./explore/store/part-layout.ts";
export { parseRecord, recordText } from "./explore/store/part-record.ts";
export type { PartRecord, PartSummary, StoredFile, WideRow } from "./explore/store/part-record.ts";
export { differences, identityOf, type SweepIdentity, type SweepManifest } from "./explore/store/manifest.ts";
export { parseMeasurements, MeasurementsError } from "./validate/parse-measurements.ts";
export type { Measurement, Measurements } from "./validate/measurement.ts";
export { predictionContext } from "./validate/predict/prediction-context.ts";
export { validateDies } from "./validate/dies/validate-dies.ts";
export { DiesError, parseDies, type DieRecord } from "./validate/dies/die-record.ts";
export { DIE_QUANTITIES, type SavedDieValidation } from "./validate/validation.ts";
export { terminalDies } from "./report/validation/terminal-dies.ts";
export { diesMarkdown } from "./report/validation/dies-markdown.ts";
export { validateRecords } from "./validate/validate.ts";
export type { SavedValidation, ValidatedRecord } from "./validate/validation.ts";
export { validationView, type ValidationView } from "./report/validation/validation-view.ts";
export { terminalValidation } from "./report/validation/terminal-validation.ts";
export { htmlValidation } from "./report/validation/html-validation.ts";
export { markdownValidation } from "./report/validation/markdown-validation.ts";
export { findOptimum, type Optimum, type OptimumAnswer } from "./optimum/find-optimum.ts";
export { answerOptimum, type OptimumQuestion } from "./optimum/answer-optimum.ts";
export type { SavedOptimum } from "./optimum/saved-optimum.ts";
export { OptimumError, parseOptimum } from "./optimum/parse-optimum.ts";
export { optimumSchema } from "./optimum/optimum-schema.ts";
export { terminalOptimum } from "./report/optimum/terminal-optimum.ts";
export { htmlOptimum } from "./report/optimum/html-optimum.ts";
export { jsonOptimum } from "./report/optimum/json-optimum.ts";
export { markdownOptimum } from "./report/optimum/markdown-optimum.ts";
export { lawSpread, type LawSpread } from "./optimum/law-spread.ts";
export { withDataEfficiency } from "./optimum/laws/data-efficiency.ts";
export { DEFAULT_LAW, lawsFor, SCALING_LAWS, VARIANT_LAWS } from "./optimum/laws/index.ts";
export type { ModelVariant, ScalingLaw } from "./optimum/laws/scaling-law.ts";
export { denseEquivalentParameters, EXPERTS_FITS, expertsLoss } from "./optimum/laws/experts-law.ts";
export { effectiveParameters } from "./optimum/laws/precision-law.ts";
export { denseEquivalentGain, gradualPruningCost, SPARSE_FITS } from "./optimum/laws/sparse-law.ts";
export { explainMetric } from "./explain/explain-metric.ts";
export type { ExplanationNode } from "./explain/explanation-node.ts";
export { explanationText } from "./explain/explanation-text.ts";
export { naiveAlternatives } from "./validate/accuracy/naive.ts";
export { expectedErrors, type ExpectedErrors } from "./validate/accuracy/expected-errors.ts";
export { accuracyPage } from "./report/validation/accuracy-page.ts";
export { calibrate, type Calibration } from "./validate/fit/calibrate.ts";
export { calibrationText } from "./validate/fit/calibration-text.ts";
export { offeredRate, poissonArrivals, type LengthRange } from "./serve/arrivals.ts";
export { ArrivalsError, parseArrivals } from "./serve/parse-arrivals.ts";
export { chooseBatch, sizedService, type SizedService } from "./serve/choose-batch.ts";
export { prepareService, type Service } from "./serve/prepare-service.ts";
export { serve, serveAtCapacity } from "./serve/serve.ts";
export { generates, servingWorkload } from "./serve/serving-workload.ts";
export { workloadProblems } from "./spec/rules/workload-rules.ts";
export type { Request } from "./serve/request.ts";
export type { LatencyLimits, Percentiles, ServingMetrics } from "./serve/serving-metrics.ts";
export { headroom, RESOURCES, type Resource } from "./estimate/headroom.ts";
export { assessUncertainty, type Sensitivity, type Uncertainty } from "./uncertainty/assess.ts";
export { layerCount } from "./plan/partition/partition.ts";
export { compileSpecs } from "./spec/compile-specs.ts";
