import type { WorkloadSpec } from "../spec/kinds/workload-spec.ts";
import type { Loaded } from "../spec/yaml/provenance.ts";
import type { SpecError } from "../spec/yaml/spec-error.ts";
import { buildOperatorGraph } from "./build-graph.ts";
import { checkPublished, type PublishedCheck } from "./graph/parameters.ts";

const PATHS: Readonly<Record<PublishedCheck["subject"], string>> = {
  parameters: "published.parameters",
  "active parameters": "published.activeParameters",
};

/**
 * Published counts that the model's sizes do not give: one of the two is wrong. A count is held against the file that
 * says it; one that was inherited, or of a model that was given other sizes for this run, is about another model.
 */
export function publishedErrors({ spec, provenance, inputs }: Loaded<WorkloadSpec>): readonly SpecError[] {
  const own = inputs[0]?.file;
  const said = provenance.filter(({ path, file }) => path.startsWith("published.") && file === own);
  const resized = provenance.some(({ path, file }) => path.startsWith("model.") && file === "--set");
  if (said.length === 0 || resized) return [];
  const graph = buildOperatorGraph(spec, spec.task.kind === "inference" ? "prefill" : "training");
  return checkPublished(spec, graph).flatMap((check) => {
    const entry = said.find(({ path }) => path === PATHS[check.subject]);
    return entry === undefined || check.holds ? [] : [publishedError(check, entry)];
  });
}

function publishedError(
  { computed, tolerance, difference }: PublishedCheck,
  { file, line, column, written, path }: Loaded<unknown>["provenance"][number],
): SpecError {
  const percent = (share: number): string => `${Number((100 * share).toPrecision(3))} %`;
  return {
    file,
    line,
    column,
    length: written.length,
    path,
    expected: `${computed.toLocaleString("en-US")} within ${percent(tolerance)}, as the model's sizes give`,
    message: `${written} (they are off by ${percent(difference)})`,
  };
}
