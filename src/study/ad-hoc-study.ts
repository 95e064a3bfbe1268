import type { Loaded } from "../spec/yaml/provenance.ts";
import type { StudySpec } from "../spec/kinds/study-spec.ts";

/** A study of these systems on these workloads, as if it had been written down. */
export function adHocStudy(systems: readonly string[], workloads: readonly string[]): Loaded<StudySpec> {
  const names = `${systems.join(", ")} on ${workloads.join(", ")}`;
  const spec: StudySpec = {
    kind: "study",
    id: [...systems, ...workloads].map(stem).join("-"),
    name: names,
    question: `What do ${names} need in time, memory, power and money?`,
    systems: [...systems],
    workloads: [...workloads],
    plan: "auto",
    plans: [],
    fidelity: "both",
    set: {},
    metrics: {},
    constraints: [],
    expect: [],
    claims: [],
  };
  return { spec, provenance: [], inputs: [] };
}

const stem = (id: string): string => id.replace(/^.*[/\\]/, "").replace(/[.].*$/, "");
