import { describe, expect, test } from "vitest";
import { pipelineCycles } from "../../../src/estimate/pipeline/cycle-times.ts";
import { phaseRuns } from "../../../src/estimate/pipeline/phase-times.ts";
import type {
  PhasedProgram,
  PipelineProgram,
  Segment,
  StageProgram,
} from "../../../src/estimate/priced-plan.ts";

const tiles = (seconds: number): Segment => ({
  label: "work",
  resource: "tiles",
  seconds,
  time: { matmul: seconds },
  energy: {},
  bytes: 0,
});

const stage = (
  index: number,
  forward: number,
  backward: number,
  copy: number,
  chip = index,
): StageProgram => ({
  stage: index,
  chip,
  forward: [tiles(forward)],
  backward: backward > 0 ? [tiles(backward)] : [],
  copyForward: copy > 0 ? tiles(copy) : undefined,
  copyBackward: copy > 0 ? tiles(copy) : undefined,
  update: [],
});

const total = (program: PipelineProgram): number =>
  pipelineCycles(program).reduce((sum, run) => sum + run.count * (run.workSeconds + run.copySeconds), 0);

describe("pipelineCycles", () => {
  test("one stage: every micro-batch is forward + backward", () =>
    expect(total({ kind: "pipeline", stages: [stage(0, 1, 2, 0)], microBatches: 5 })).toBe(5 * (1 + 2)));

  test("two equal stages, training: one forward-only cycle, then full ones, one backward-only cycle", () => {
    const stages = [stage(0, 1, 2, 0), stage(1, 1, 2, 0)];
    // cycle 0: forward of stage 0; cycle 1: both stages, stage 0 forward, stage 1 both; …; last: backward of stage 0
    expect(total({ kind: "pipeline", stages, microBatches: 4 })).toBe(1 + 4 * (1 + 2) + 2);
  });

  test("inference has G + S − 1 cycles, each as long as the slowest active stage", () => {
    const stages = [stage(0, 1, 0, 0), stage(1, 3, 0, 0), stage(2, 2, 0, 0)];
    expect(total({ kind: "pipeline", stages, microBatches: 5 })).toBe(1 + 3 * 5 + 2);
  });

  test("hand-overs come after the work of every cycle in which somebody hands over", () => {
    const stages = [
      { ...stage(0, 1, 2, 0.5), copyBackward: undefined },
      { ...stage(1, 1, 2, 0.5), copyForward: undefined },
    ];
    // Work: forward alone, three full cycles, backward alone. Nothing is handed over after the last.
    expect(total({ kind: "pipeline", stages, microBatches: 3 })).toBe(1 + 0.5 + 3 * (3 + 0.5) + 2);
  });

  test("stages that share a chip run one after the other in a cycle", () => {
    const shared = [stage(0, 1, 2, 0), stage(1, 2, 4, 0), stage(2, 1, 2, 0, 0)];
    const steady = pipelineCycles({ kind: "pipeline", stages: shared, microBatches: 100 }).find(
      ({ count }) => count > 1,
    );
    expect(steady).toEqual({ count: 96, workSeconds: 2 * (1 + 2), copySeconds: 0 });
  });

  test("fewer micro-batches than stages: no cycle is full, and every one is counted", () => {
    const stages = Array.from({ length: 4 }, (_, index) => stage(index, 1, 0, 0));
    expect(total({ kind: "pipeline", stages, microBatches: 2 })).toBe(5);
  });
});

describe("phaseRuns", () => {
  const phased = (overlap: boolean): PhasedProgram => ({
    kind: "phased",
    overlap,
    update: [],
    phases: [
      { label: "layer", load: [tiles(3)], body: [tiles(1)], store: [tiles(1)], repeat: 10, microBatches: 2 },
    ],
  });

  test("with overlap only what compute does not hide is exposed, and the first load and last store", () => {
    // Bodies take 2; loading the next and storing the previous takes 4 between two phases, 3 beside the first,
    // 1 beside the last.
    const [run] = phaseRuns(phased(true));
    expect(run?.exposedSeconds).toBe(3 + (3 - 2) + 8 * (3 + 1 - 2) + 0 + 1);
  });
});
