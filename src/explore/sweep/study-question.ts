import type { Loaded, TextPlace } from "../../spec/yaml/provenance.ts";
import { SpecProblems, type SpecError } from "../../spec/yaml/spec-error.ts";
import type { StudySpec } from "../../spec/kinds/study-spec.ts";
import { axisFromSpec } from "../axes/axis-from-spec.ts";
import type { Axis } from "../axes/axis.ts";
import { DEFAULT_COLUMNS, type WrittenQuestion } from "./ask-sweep.ts";

/** What a study asks of a sweep: its `space`, `search`, `metrics` and `constraints`; errors point into its file. */
export function studyQuestion(study: Loaded<StudySpec>): WrittenQuestion {
  const { id, systems, workloads, plan, set, fidelity, space, search, metrics, constraints } = study.spec;
  const { name, question, notes } = study.spec;
  const written = (path: string, texts: readonly string[]) =>
    texts.map((text, at) => ({ text, path: `${path}.${at}` }));
  const rules = [
    ...written("constraints", constraints),
    ...written("search.constraints", search?.constraints ?? []),
  ];
  return {
    id,
    study: { name, question, ...(notes === undefined ? {} : { notes }) },
    systems,
    workloads,
    plan: plan === "auto" ? {} : plan,
    set,
    axes: axesOf(study),
    constraints: written("space.constraints", space?.constraints ?? []),
    formulas: { metrics, constraints: rules },
    strategy: search?.strategy ?? "grid",
    fidelity: fidelity === "event" ? "event" : "analytic",
    objectives: (search?.objectives ?? []).map((one) =>
      typeof one === "string"
        ? one
        : one.direction === undefined
          ? one.metric
          : `${one.metric}:${one.direction}`,
    ),
    // Own metrics are stored of every point, besides those that always are.
    columns: Object.keys(metrics).length === 0 ? [] : [...Object.keys(metrics), ...DEFAULT_COLUMNS],
    seed: search?.seed ?? 1,
    ...(search?.budget === undefined ? {} : { limit: search.budget }),
    ...(search?.population === undefined ? {} : { population: search.population }),
    ...(search?.weights === undefined ? {} : { weights: search.weights }),
    ...(search?.ladder === undefined ? {} : { ladder: search.ladder }),
  };
}

function axesOf({ spec, inputs, placeOf }: Loaded<StudySpec>): readonly Axis[] {
  const errors: SpecError[] = [];
  const axes = Object.entries(spec.space?.axes ?? {}).flatMap(([name, written]) => {
    const parsed = axisFromSpec(name, written, inputs[0]?.file);
    if (parsed.ok) return [parsed.axis];
    errors.push(inFile(parsed.error, name, placeOf?.(`space.axes.${name}`)));
    return [];
  });
  if (errors.length > 0) throw new SpecProblems(errors);
  return axes;
}

/** The error where the axis is written in the file, its caret under the same words if they stand in that line. */
function inFile(error: SpecError, name: string, place: TextPlace | undefined): SpecError {
  const path = `space.axes.${name}`;
  if (place === undefined) return { ...error, path };
  const { file, line, column, sourceLine } = place;
  const start = (error.column ?? 1) - 1;
  const words = (error.sourceLine ?? "").slice(start, start + (error.length ?? 1));
  const found = words === "" ? -1 : sourceLine.indexOf(words, column - 1);
  return {
    ...error,
    path,
    file,
    line,
    sourceLine,
    column: found < 0 ? column : found + 1,
    length: Math.max(1, words.length),
  };
}
