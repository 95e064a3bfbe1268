import { describe, expect, test } from "vitest";
import { pipelineRun } from "../../../src/estimate/pipeline/close-pipeline.ts";
import { replicaAccount, updateAccount } from "../../../src/estimate/pipeline/pipeline-account.ts";
import { joulesByName } from "../../../src/estimate/power/joules.ts";
import type { StageProgram } from "../../../src/estimate/priced-plan.ts";
import { compute, copy, stage } from "../priced.ts";

const run = (microBatches: number, ...stages: Partial<StageProgram>[]) => {
  const placed = stages.map((parts, index) => stage(index, parts));
  return pipelineRun(replicaAccount(placed), updateAccount(placed), microBatches);
};

describe("two stages of 2 and 3 s, a hand-over of 1 s, 4 micro-batches", () => {
  const closed = run(
    4,
    { forward: [compute(2, 20)], copyForward: copy(1, 5), update: [compute(7, 70)] },
    { forward: [compute(3, 30)], update: [compute(6, 60)] },
  );
  test("take 5 cycles, the last of which hands nothing over, and the slower update", () =>
    expect(closed.seconds).toBe(2 + 1 + 3 * (3 + 1) + 3 + 7));
  test("wait as long as the busier chip does not work: in the first cycle", () =>
    expect(closed.bubbleSeconds).toBe(2 + 4 * 3 - 4 * 3));
  test("spend each stage's joules for each micro-batch, hand-overs, and both updates once", () =>
    expect(joulesByName(closed.joules)).toMatchObject({
      matmul: 4 * (20 + 30) + 70 + 60,
      links: 4 * 5,
    }));
  test("draw most where a cycle is densest in work, or in the update: 130 J in 7 s of 330", () => {
    // 200 J over 14 s of work, of which the last cycle hands nothing over
    const body = 200 / (2 + 4 * 3);
    expect(closed.peakPerSecond).toBeCloseTo(Math.max(body, 130 / 7) / (200 + 130), 12);
  });
});

test("without an update the densest cycle is the peak", () => {
  const closed = run(2, { forward: [compute(2, 20), copy(2, 0)], copyForward: copy(2) }, {});
  // cycles of 4 s work and 2 s hand-over
  expect(closed.peakPerSecond).toBeCloseTo(((40 / 8) * (4 / 6)) / 40, 12);
});

test("a pipeline that takes nothing draws nothing", () => {
  const closed = run(2, {});
  expect([closed.seconds, closed.bubbleSeconds, closed.peakPerSecond]).toEqual([0, 0, 0]);
});

test("fewer micro-batches than fill the pipeline are all ends: 1 over three stages", () => {
  const one = { forward: [compute(2)], backward: [compute(4)] };
  expect(run(1, one, one, one).seconds).toBe(2 + 2 + (2 + 4) + 4 + 4);
});

describe("accounts of a replica", () => {
  const stages = [
    stage(0, { forward: [compute(2, 20)], backward: [compute(4, 40)], copyForward: copy(1, 5) }),
    stage(1, { forward: [compute(3, 30)], copyBackward: copy(1, 6) }),
    stage(2, { chip: 1, forward: [compute(5, 50)] }),
  ];
  test("the busiest chip is the one whose stages work longest together", () => {
    const account = replicaAccount(stages);
    expect([account.busiestChip, account.busySeconds]).toEqual([1, 8]);
    expect(joulesByName(account.bodyJoules).matmul).toBe(20 + 40 + 30 + 50);
    expect(joulesByName(account.copyJoules).links).toBe(5 + 6);
  });
  test("every chunk of interleaved layers is handed over", () =>
    expect(joulesByName(replicaAccount(stages, 3).copyJoules).links).toBe(3 * 11));
  test("training fills twice as long as it is deep, inference once", () => {
    expect(replicaAccount(stages).depth).toBe(2 * (3 - 1));
    expect(replicaAccount(stages.slice(1)).depth).toBe(1);
  });
  test("stages of one chip update one after the other, all spend", () => {
    const account = updateAccount([
      stage(0, { update: [compute(4, 1)] }),
      stage(1, { update: [compute(3, 2)] }),
      stage(2, { chip: 1, update: [compute(2, 4)] }),
    ]);
    expect([account.slowestChip, account.seconds]).toEqual([1, 5]);
    expect(joulesByName(account.joules).matmul).toBe(7);
  });
});
