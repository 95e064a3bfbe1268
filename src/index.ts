/** The library: everything that the command line, and other programs, may use. */
export { SpecProblems, type SpecError } from "./spec/spec-error.ts";
export { renderSpecErrors } from "./spec/render-spec-errors.ts";
export { RESULTS_SCHEMA } from "./result/result.ts";
export type { SavedResult, SavedResults, SavedComparison, SavedClaim } from "./result/result.ts";
export { terminalReport } from "./report/terminal-report.ts";
export { markdownReport } from "./report/markdown-report.ts";
export { csvReport } from "./report/csv-report.ts";
export { jsonReport } from "./report/json-report.ts";
