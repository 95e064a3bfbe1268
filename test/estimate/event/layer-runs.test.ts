import { expect, test } from "vitest";
import { layerRuns, layersBefore } from "../../../src/estimate/event/layer-runs.ts";

/** One block's segments, `times` over. */
const part = (label: string, length: number, times: number) => ({
  segments: Object.assign(
    Array.from({ length }, () => ({ label })),
    { parts: undefined },
  ),
  times,
});
const sequence = (...parts: readonly ReturnType<typeof part>[]) =>
  ({ length: parts.reduce((sum, { segments, times }) => sum + segments.length * times, 0), parts }) as never;

test("earlier stages' layers come before: the second stage of three and two begins with layer 3", () => {
  const stage = (...counts: readonly (readonly [string, number])[]) => ({
    blocks: counts.map(([id, count]) => ({ block: { id }, count })),
  });
  const before = layersBefore({ stages: [stage(["embed", 1], ["layer", 3]), stage(["layer", 2])] } as never);
  expect(before.map((stageBefore) => [...stageBefore])).toEqual([
    [
      ["embed", 0],
      ["layer", 0],
    ],
    [["layer", 3]],
  ]);
});

test("runs are numbered upwards in forward, downwards in backward, by where their segments are", () => {
  const before = new Map([["layer", 3]]);
  const segments = sequence(part("embed", 1, 1), part("layer", 2, 2));
  expect(layerRuns(segments, before, false)).toEqual([
    { label: "layer 3", from: 1, to: 3 },
    { label: "layer 4", from: 3, to: 5 },
  ]);
  expect(layerRuns(segments, before, true).map(({ label }) => label)).toEqual(["layer 4", "layer 3"]);
});

test("the only layer of a model has no number", () =>
  expect(layerRuns(sequence(part("head", 1, 1)), new Map([["head", 0]]), false)).toEqual([
    { label: "head", from: 0, to: 1 },
  ]));
