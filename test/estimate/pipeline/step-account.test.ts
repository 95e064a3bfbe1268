import { expect, test } from "vitest";
import {
  emptyAccount,
  standingWatts,
  systemRun,
  wallWatts,
  withStanding,
} from "../../../src/estimate/pipeline/step-account.ts";
import { joulesByName } from "../../../src/estimate/power/joules.ts";
import { sequence, segmentSums } from "../../../src/estimate/pipeline/segment-sums.ts";
import { ENERGY_CATEGORIES } from "../../../src/estimate/priced-plan.ts";
import { tinyArch } from "../../helpers/tiny.ts";
import { compute } from "../priced.ts";

const arch = tinyArch();

test("standing power: 16 chips of 1 W, 4 machines of 10 W, a host of 5 W and a network of 2 W", () =>
  expect(standingWatts(arch)).toEqual({ idle: 16, machine: 4 * 10 + 5 + 2, lossShare: 0 }));

test("supplies that pass on four fifths lose a quarter of what chips draw, standing or not, in mean and peak", () => {
  const standing = { idle: 16, machine: 47, lossShare: 0.25 };
  const run = { ...emptyAccount(), seconds: 3, peakPerSecond: 0.5 };
  run.joules[ENERGY_CATEGORIES.indexOf("matmul")] = 12;
  const step = withStanding(systemRun(run, 2, 5), standing);
  expect(joulesByName(step.energy)).toMatchObject({
    matmul: 120,
    idle: 16 * 15,
    machine: 47 * 15 + 0.25 * (120 + 16 * 15),
  });
  expect(step.peakWatts).toBe(47 + 1.25 * (16 + 2 * 12 * 0.5));
  expect(wallWatts(standing)).toBe(47 + 20);
});

test("a run of 3 s, 1 of it bubble, 5 times on 2 chips: 10 times its 12 J, its peak as often on chips, not in time", () => {
  const run = { ...emptyAccount(), seconds: 3, bubbleSeconds: 1, peakPerSecond: 0.5 };
  run.joules[ENERGY_CATEGORIES.indexOf("matmul")] = 12;
  const step = withStanding(systemRun(run, 2, 5), standingWatts(arch));
  expect([step.seconds, step.bubbleFraction]).toEqual([15, 1 / 3]);
  expect(joulesByName(step.energy)).toMatchObject({ matmul: 120, idle: 16 * 15, machine: 47 * 15 });
  expect(step.joules).toBe(120 + 63 * 15);
  expect(step.peakWatts).toBe(63 + 2 * 12 * 0.5);
});

test("a sequence adds up its parts as often as they come", () => {
  const layer = [compute(2, 3)];
  const parts = [
    { segments: layer, times: 4 },
    { segments: [compute(1, 5)], times: 1 },
  ];
  const segments = sequence(parts);
  expect(segments.map(({ seconds }) => seconds)).toEqual([2, 2, 2, 2, 1]);
  const { seconds, joules } = segmentSums()(segments);
  expect([seconds, joulesByName(joules).matmul]).toEqual([9, 17]);
});
