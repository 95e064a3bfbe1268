import type { PassCost, PassCosts } from "../../src/serve/pass-costs.ts";
import type { Request } from "../../src/serve/request.ts";
import type { ServingInput } from "../../src/serve/serving-input.ts";
import { simulateServing } from "../../src/serve/simulate-serving.ts";

/** Passes that take the same time at each of `stages` stages, whatever they hold. */
export function evenCosts(stages: number, prefillSeconds: number, decodeSeconds: number): PassCosts {
  const cost = (seconds: number): PassCost => ({
    stageSeconds: Array.from({ length: stages }, () => seconds / stages),
    stageChips: Array.from({ length: stages }, (_, stage) => stage),
    joules: 1,
  });
  return { stages, prefill: () => cost(prefillSeconds), decode: () => cost(decodeSeconds) };
}

export function requestAt(arrivalSeconds: number, generatedTokens = 1, promptTokens = 100): Request {
  return { arrivalSeconds, generatedTokens, promptTokens };
}

export function simulated(input: Partial<ServingInput> & Pick<ServingInput, "requests" | "costs">) {
  return simulateServing({
    replicas: 1,
    slots: 1,
    batching: "continuous",
    promptsPerPass: 1,
    seed: 1,
    ...input,
  });
}
