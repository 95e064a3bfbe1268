import { expect, test } from "vitest";
import { discreteAxis, type Axis } from "../../../src/explore/axes/axis.ts";
import { spaceOf } from "../../../src/explore/space.ts";
import { coordinatesAt, type Design } from "../../../src/explore/sweep/design.ts";
import { sampledDesign, SAMPLERS, type SamplerName } from "../../../src/explore/sweep/sampled-design.ts";

const clock: Axis = { kind: "continuous", name: "clock", unit: "Hz", from: 1, to: 2, scale: "linear" };
const weights = discreteAxis({ name: "weights" }, ["sram", "streaming"]);
const samplers = Object.keys(SAMPLERS) as SamplerName[];

function design(sampler: SamplerName, axes: readonly Axis[], points: number, seed = 1): Design {
  const made = sampledDesign({ sampler, space: spaceOf({ axes }), points, seed });
  if (typeof made === "string") throw new Error(made);
  return made;
}

function pointsOf({ axes, points, fill }: Design): readonly unknown[] {
  const columns = axes.map(() => new Float64Array(points));
  fill(0, points, columns);
  return Array.from({ length: points }, (_, row) => coordinatesAt(axes, columns, row));
}

test.each(samplers)("%s draws as many points as asked, all inside, the same for the same seed", (sampler) => {
  const drawn = pointsOf(design(sampler, [clock, weights], 64)) as { clock: number; weights: string }[];
  expect(drawn).toHaveLength(64);
  for (const point of drawn) {
    expect(point.clock).toBeGreaterThanOrEqual(1);
    expect(point.clock).toBeLessThanOrEqual(2);
    expect(["sram", "streaming"]).toContain(point.weights);
  }
  expect(pointsOf(design(sampler, [clock, weights], 64))).toEqual(drawn);
  expect(pointsOf(design(sampler, [clock, weights], 64, 2))).not.toEqual(drawn);
});

test("a part of the points is the same part of all points", () => {
  const all = design("sobol", [clock], 32);
  const columns = [new Float64Array(4)];
  all.fill(8, 4, columns);
  expect([...columns[0]!]).toEqual(
    pointsOf(all)
      .slice(8, 12)
      .map((point) => (point as { clock: number }).clock),
  );
});
