import type { TransformerSpec, WorkloadSpec } from "../kinds/workload-spec.ts";
import type { SpecPath } from "../yaml/spec-node.ts";
import { imageProblems } from "./image-rules.ts";
import { networkProblems } from "./network-rules.ts";
import { items, known, type Loose, type RuleProblem } from "./rule-problem.ts";
import { taskProblems } from "./task-rules.ts";
import { towerProblems } from "./tower-rules.ts";
import { transformerProblems } from "./transformer-rules.ts";

/**
 * Everything that makes a workload one that cannot be: sizes that do not divide each other, parts that are missing for
 * what it is, keys that change nothing. Each rule reads what it needs and no more; see rule-problem.ts.
 */
export function workloadProblems(spec: Loose<WorkloadSpec>): readonly RuleProblem[] {
  const { family, model } = spec;
  if (family === undefined || model === undefined || model === null || typeof model !== "object") return [];
  const own = family === "multimodal" ? towerProblems(spec) : modelProblems(family, model, ["model"]);
  const towers = items(model.towers).flatMap((tower, index) =>
    tower.family === undefined || tower.model === undefined
      ? []
      : modelProblems(tower.family, tower.model as Loose<TransformerSpec>, [
          "model",
          "towers",
          index,
          "model",
        ]),
  );
  return [...own, ...towers, ...fusionProblems(model), ...taskProblems(spec)];
}

const TRANSFORMERS = [
  "encoder",
  "decoder",
  "encoder-decoder",
  "vision-transformer",
  "conformer",
  "multiway",
] as const;

function modelProblems(
  family: WorkloadSpec["family"],
  model: Loose<TransformerSpec>,
  at: SpecPath,
): readonly RuleProblem[] {
  const transformer = (TRANSFORMERS as readonly string[]).includes(family);
  return [
    ...(transformer ? transformerProblems({ family, model, at }) : []),
    ...imageProblems(model, at),
    ...networkProblems(model, at),
  ];
}

function fusionProblems({ fusionLayers, layers }: Loose<TransformerSpec>): RuleProblem[] {
  if (fusionLayers === undefined || layers === undefined || !known(fusionLayers, layers)) return [];
  if (fusionLayers <= layers) return [];
  const path = ["model", "fusionLayers"];
  return [{ path, expected: `at most the ${layers} layers`, message: String(fusionLayers) }];
}
