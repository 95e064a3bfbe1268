import { describe, expect, test } from "vitest";
import { dse } from "./dse.ts";

const T5 = new URL("encoder-decoder/workloads/t5-answer.workload.yaml", import.meta.url).pathname;

interface Answer {
  readonly feasible: boolean;
  readonly plan: { readonly layersPerStage: readonly number[]; readonly pipelineParallel: number };
}

async function planned(workload: string, ...set: readonly string[]): Promise<Answer> {
  const options = set.flatMap((one) => ["--set", one]);
  const pair = ["--system", "mk2-pod4", "--workload", workload];
  const { stdout, stderr } = await dse(["plan", ...pair, "--json", ...options]);
  expect(stderr).toBe("");
  return JSON.parse(stdout) as Answer;
}

const one = ["plan.tensorParallel=1", "plan.dataParallel=1"] as const;

describe("an encoder-decoder that writes an answer", () => {
  test("has a plan on one IPU, whose layers are those of both stacks in both phases", async () => {
    const { feasible, plan } = await planned(T5, ...one, "plan.pipelineParallel=1");
    expect(feasible).toBe(true);
    expect(plan.layersPerStage).toEqual([12]);
  });
  test("has a plan over two stages", async () => {
    const { feasible, plan } = await planned(T5, ...one, "plan.pipelineParallel=2");
    expect(feasible).toBe(true);
    expect(plan.layersPerStage.reduce((sum, layers) => sum + layers, 0)).toBe(12);
  });
  test("and reads audio: Whisper tiny on one IPU", async () => {
    const { feasible, plan } = await planned("whisper-tiny", ...one, "plan.pipelineParallel=1");
    expect(feasible).toBe(true);
    expect(plan.layersPerStage).toEqual([8]);
  });
});
