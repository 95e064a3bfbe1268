import { answerOptimum, type OptimumQuestion } from "../../src/optimum/answer-optimum.ts";
import { DEFAULT_LAW, lawsFor, SCALING_LAWS } from "../../src/optimum/laws/index.ts";
import type { SavedOptimum } from "../../src/optimum/saved-optimum.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

const known = new Map<string, Promise<SavedOptimum>>();

/** The answer to a question on 64 A100, which are quick to plan for; each is found once for all test files. */
export function answered(change: Partial<OptimumQuestion> = {}): Promise<SavedOptimum> {
  const question = JSON.stringify(change);
  const found = known.get(question) ?? answer(change);
  known.set(question, found);
  return found;
}

async function answer(change: Partial<OptimumQuestion>): Promise<SavedOptimum> {
  const id = "a100-gpus";
  const loaded = await (await openShippedSpecs()).arch(id);
  const asked = SCALING_LAWS[DEFAULT_LAW];
  const model = change.model ?? {};
  return answerOptimum({
    tool: { name: "dse", version: "0.1.0" },
    system: { id, loaded },
    laws: [asked, ...lawsFor(model).filter((law) => law !== asked)],
    budget: { kind: "flops", flops: 1e20 },
    dataEfficiency: 1,
    model,
    withCurves: true,
    ...change,
  });
}
