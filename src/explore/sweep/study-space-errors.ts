import type { Specs } from "../../spec/open-specs.ts";
import type { Loaded } from "../../spec/yaml/provenance.ts";
import { SpecProblems, type SpecError } from "../../spec/yaml/spec-error.ts";
import type { StudySpec } from "../../spec/kinds/study-spec.ts";
import { askSweep } from "./ask-sweep.ts";
import { prepareSweep } from "./prepare-sweep.ts";
import { studyQuestion } from "./study-question.ts";

/** What is wrong in the space and search of a study, found without evaluating a point; nothing where it has none. */
export async function studySpaceErrors(
  study: Loaded<StudySpec>,
  specs: Specs,
): Promise<readonly SpecError[]> {
  if (study.spec.space === undefined) return [];
  const source = {
    file: study.inputs[0]?.file ?? study.spec.id,
    placeOf: study.placeOf ?? (() => undefined),
  };
  try {
    const question = askSweep(studyQuestion(study));
    if (typeof question === "string") return [{ file: source.file, path: "search", message: question }];
    await prepareSweep({ question, specs, tool: { name: "dse", version: "", build: "" }, source });
    return [];
  } catch (error) {
    if (!(error instanceof SpecProblems)) throw error;
    return error.errors;
  }
}
