import { describe, expect, test } from "vitest";
import { closePhases, phasedParts, phasedSeconds } from "../../../src/estimate/pipeline/phased-account.ts";
import { phaseRuns } from "../../../src/estimate/pipeline/phase-times.ts";
import { emptyAccount } from "../../../src/estimate/pipeline/step-account.ts";
import { joulesByName } from "../../../src/estimate/power/joules.ts";
import type { PhasedProgram } from "../../../src/estimate/priced-plan.ts";
import { compute, shared } from "../priced.ts";

/** Two layers that load for 3 s and store for 1, with 2 micro-batches of 4 s; then one of 1 s alone. */
const program = (overlap: boolean): PhasedProgram => ({
  kind: "phased",
  overlap,
  phases: [
    {
      ...{ label: "layer", repeat: 2, microBatches: 2, body: [compute(4, 10)] },
      ...{ load: [shared("streaming", 300, 100, 1)], store: [shared("streaming", 100, 100, 2)] },
    },
    {
      ...{ label: "head", repeat: 1, microBatches: 1, body: [compute(1, 100)] },
      ...{ load: [shared("streaming", 500, 100, 4)], store: [shared("streaming", 200, 100, 8)] },
    },
  ],
  update: [compute(2, 3)],
});

test("seconds alone are those of the account, in turn and beside, where a phase runs again", () => {
  for (const overlap of [false, true]) {
    const once = program(overlap);
    const again = { ...once, phases: [...once.phases, ...once.phases] };
    for (const some of [once, again])
      expect(phasedSeconds(some)).toBe(closePhases(some, emptyAccount()).seconds);
  }
});

describe("phases in turn", () => {
  test("load, run all micro-batches and store, each layer; then the update", () => {
    const account = closePhases(program(false), emptyAccount());
    expect(account.seconds).toBe(2 * (3 + 2 * 4 + 1) + (5 + 1 + 2) + 2);
    expect(account.bubbleSeconds).toBe(0);
  });
  test("spend each repetition's bodies and transfers", () =>
    expect(joulesByName(closePhases(program(false), emptyAccount()).joules)).toMatchObject({
      matmul: 2 * 2 * 10 + 100 + 3,
      streaming: 2 * (1 + 2) + (4 + 8),
    }));
  test("draw most in the densest part: 112 J in the head's 8 s", () => {
    const account = closePhases(program(false), emptyAccount());
    expect(account.peakPerSecond).toBeCloseTo(112 / 8 / (46 + 112 + 3), 12);
  });
});

describe("phases that load and store beside their neighbours' work", () => {
  test("show what that does not hide, the first load and the last store", () => {
    // first layer: 3 s alone; 3 of the next load in 8 s of work. second: 5 + 1 in 8. head: 1 of its 1 s, then 2 alone.
    expect(phaseRuns(program(true)).map(({ exposedSeconds }) => exposedSeconds)).toEqual([3, 0 + 2]);
    expect(closePhases(program(true), emptyAccount()).seconds).toBe(3 + 2 * 8 + 1 + 2 + 2);
  });
  test("are told part by part", () =>
    expect(phasedParts(program(true)).map(({ seconds }) => seconds)).toEqual([3 + 16, 1 + 2, 2]));
  test("wait for transfers longer than the work: three layers of 1 s that load for 3", () => {
    const short: PhasedProgram = {
      ...program(true),
      phases: [
        {
          ...{ label: "layer", repeat: 3, microBatches: 1, body: [compute(1)], store: [] },
          load: [shared("streaming", 300)],
        },
      ],
    };
    // 3 alone, then 3 − 1 beside the first and the second, none beside the last
    expect(phaseRuns(short)[0]?.exposedSeconds).toBe(3 + 2 + 2);
  });
});
