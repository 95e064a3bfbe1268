import type { ModelConstant } from "../plan/memory/memory-constants.ts";
import type { Provenance } from "../spec/yaml/provenance.ts";
import type { ExplanationNode } from "./explanation-node.ts";

/** The number at a path of the specs, with its source, status and line; undefined where no spec has it. */
export function specInput(inputs: readonly Provenance[], path: string): ExplanationNode | undefined {
  const found = inputs.find((input) => input.path === path);
  if (found === undefined) return undefined;
  const { value, unit, written, status, source, file, line } = found;
  return {
    label: path,
    value,
    unit,
    rule: "input",
    source: { status: status ?? "unknown", source: source ?? "no source", written, file, line },
    children: [],
  };
}

/** Those of `paths` that the specs have. */
export function specInputs(
  inputs: readonly Provenance[],
  ...paths: readonly string[]
): readonly ExplanationNode[] {
  return paths.flatMap((path) => specInput(inputs, path) ?? []);
}

/** As `specInput`, where the built machine says the value: an effective rate, or a spec that was built in code. */
export function valueInput(
  inputs: readonly Provenance[],
  path: string,
  built: { readonly value: number; readonly unit: string },
): ExplanationNode {
  const found = specInput(inputs, path);
  if (found?.value === built.value) return found;
  return { label: path, ...built, rule: "input", formula: "of the built machine", children: [] };
}

/** A named constant of the models. */
export function constantInput({ id, value, unit, status, source }: ModelConstant): ExplanationNode {
  return { label: id, value, unit, rule: "input", source: { status, source }, children: [] };
}
