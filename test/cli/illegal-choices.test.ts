import { describe, expect, test } from "vitest";
import { dse } from "./dse.ts";

const ask = (command: string, system: string, workload: string, set: string) =>
  dse([command, "--system", system, "--workload", workload, "--set", set]);

describe("a choice without effect is an error that says so", () => {
  test.each([
    ["plan", "a100-gpus", "gpt2-s", "plan.weights=streaming", /no streaming memory/],
    ["run", "a100-gpus", "gpt2-s", "plan.weights=streaming", /no streaming memory/],
    ["plan", "a100-gpus", "gpt2-s", "plan.availableMemoryProportion=0.2", /chips with tiles alone/],
    ["plan", "bow-pod4", "gpt2-s", "plan.overlapGradients=true", /GPUs, TPUs/],
    ["plan", "bow-pod4", "gpt2-s", "plan.kvCache=streaming", /nothing generates tokens/],
    ["plan", "bow-pod4", "llama2-70b-answer", "plan.recompute=layer", /inference has none/],
    ["plan", "bow-pod4", "llama2-70b-answer", "plan.optimizerState=streaming", /no optimizer state/],
    ["plan", "bow-pod4", "llama2-70b-answer", "plan.kvCache=none", /live somewhere/],
  ])("dse %s on %s of %s with %s", async (command, system, workload, set, says) => {
    const { code, stderr, stdout } = await ask(command, system, workload, set);
    expect(stderr).toMatch(says);
    expect(stderr).toContain(set);
    expect(stdout).toBe("");
    expect(code).toBe(2);
  });
});

test("a misspelt memory is told the nearest that the machine has", async () => {
  const { code, stderr } = await ask("plan", "bow-pod4", "gpt2-s", "plan.weights=steaming");
  expect(stderr).toMatch(/no memory "steaming"/);
  expect(stderr).toMatch(/legal: weights: streaming/);
  expect(code).toBe(2);
});

test("a rule that is broken is told with what would be legal, not as a shortage of 1 in 0", async () => {
  const { code, stderr } = await ask("plan", "bow-pod4", "gpt2-s", "plan.tensorParallel=5");
  expect(stderr).toMatch(/12 attention heads are divided in equal parts/);
  expect(stderr).toMatch(/legal: tensorParallel: 1, 2, 3, 4, 6, 12/);
  expect(code).toBe(2);
});
