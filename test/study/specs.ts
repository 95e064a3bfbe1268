import type { Overrides } from "../../src/spec/override.ts";
import type { Specs } from "../../src/spec/open-specs.ts";
import type { Loaded } from "../../src/spec/yaml/provenance.ts";
import type { StudySpec } from "../../src/spec/kinds/study-spec.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";
import { runStudy } from "../../src/study/run-study.ts";
import type { SavedResults } from "../../src/result/saved/result.ts";

/** A study of two small pods on BERT-Base pre-training, with what a test changes. */
export function smallStudy(changes: Partial<StudySpec> = {}): Loaded<StudySpec> {
  const spec: StudySpec = {
    kind: "study",
    id: "small",
    name: "Small",
    question: "How much faster is Bow?",
    systems: ["mk2-pod16", "bow-pod16"],
    workloads: ["bert-base"],
    plan: "auto",
    plans: [],
    fidelity: "analytic",
    set: {},
    metrics: {},
    constraints: [],
    expect: [],
    claims: [],
    ...changes,
  };
  return { spec, provenance: [], inputs: [{ file: "small.yaml", sha256: "00" }] };
}

export async function runSmall(
  changes: Partial<StudySpec> = {},
  overrides: Overrides = {},
): Promise<SavedResults> {
  const specs: Specs = await openShippedSpecs();
  return runStudy({ specs, study: smallStudy(changes), tool: { name: "dse", version: "test" }, overrides });
}
