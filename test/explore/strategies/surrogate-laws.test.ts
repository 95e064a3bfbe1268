import { describe, expect, test } from "vitest";
import { discreteAxis } from "../../../src/explore/axes/axis.ts";
import { spaceOf } from "../../../src/explore/space.ts";
import { latinHypercubePoints } from "../../../src/explore/strategies/latin-hypercube.ts";
import { createCrowd } from "../../../src/explore/strategies/nsga2-crowd.ts";
import { mutate } from "../../../src/explore/strategies/nsga2-variation.ts";
import { growForest } from "../../../src/explore/strategies/regression-forest.ts";
import { expectedImprovement } from "../../../src/explore/strategies/surrogate-model.ts";
import { createRandom } from "../../../src/sim/random.ts";
import { unitSpace } from "../problems.ts";

describe("a forest", () => {
  const forest = (
    features: readonly (readonly number[])[],
    targets: readonly number[],
    isName = features[0]!.map(() => false),
  ) =>
    growForest({
      ...{ features: features.map((row) => Float64Array.from(row)), targets, isName },
      random: createRandom(1),
    });
  const hundred = Array.from({ length: 100 }, (_, at) => at);

  test("doubts what differs where nothing tells it apart: targets 0 and 1 of one place deviate by √(m − m²)", () => {
    const { mean, deviation } = forest(
      hundred.map(() => [0.5]),
      hundred.map((at) => at % 2),
    )(Float64Array.of(0.5));
    expect(deviation).toBeCloseTo(Math.sqrt(mean - mean ** 2), 9);
    expect(mean).toBeGreaterThan(0.4);
    expect(mean).toBeLessThan(0.6);
  });

  test("finds the feature that decides among one that does not", () => {
    const noise = createRandom(7);
    const law = forest(
      hundred.map((at) => [noise(), at / 99]),
      hundred.map((at) => (at < 30 ? 10 : 0)),
    );
    for (const other of [0.1, 0.5, 0.9]) {
      expect(law(Float64Array.of(other, 0.05)).mean).toBeGreaterThan(9.5);
      expect(law(Float64Array.of(other, 0.8)).mean).toBeLessThan(0.5);
    }
  });

  test("cuts names one from all others, not by their order", () => {
    const names = hundred.map((at) => at % 5);
    const law = forest(
      names.map((name) => [name]),
      names.map((name) => (name === 2 ? 1 : 0)),
      [true],
    );
    expect([0, 1, 2, 3, 4].map((name) => law(Float64Array.of(name)).mean)).toEqual([0, 0, 1, 0, 0]);
  });

  test("holds names that it never met for alike: each is one of all others, wherever it stands in order", () => {
    const names = hundred.map((at) => 1 + (at % 3));
    const law = forest(
      names.map((name) => [name]),
      names.map((name) => (name === 1 ? 10 : 0)),
      [true],
    );
    const [before, after] = [0, 9].map((name) => law(Float64Array.of(name)));
    expect(before).toEqual(after);
  });
});

test("expected improvement: (least − μ) Φ(z) + σ φ(z), one deviation better and one worse", () => {
  expect(expectedImprovement({ mean: 4, deviation: 1 }, 5)).toBeCloseTo(0.8413447 + 0.2419707, 6);
  expect(expectedImprovement({ mean: 6, deviation: 1 }, 5)).toBeCloseTo(-0.1586553 + 0.2419707, 6);
});

describe("room on a front of two costs", () => {
  const rooms = (points: readonly (readonly [number, number])[]) => {
    const columns = [0, 1].map((axis) => Float64Array.from(points, (point) => point[axis]!));
    return createCrowd(columns, [...points.keys()]);
  };

  test("is the product of the squared distances to the two nearest; the ends have all there is", () => {
    const crowd = rooms([
      [0, 1],
      [0.25, 0.75],
      [0.5, 0.5],
      [1, 0],
    ]);
    const quarter = 2 * 0.25 ** 2;
    expect(crowd.members()).toEqual([
      { at: 0, room: Infinity },
      { at: 1, room: quarter * quarter },
      { at: 2, room: quarter * (2 * 0.5 ** 2) },
      { at: 3, room: Infinity },
    ]);
  });

  test("of a double there is none, however far the others are: it goes first", () => {
    const crowd = rooms([
      [0, 1],
      [0.5, 0.5],
      [0.5, 0.5],
      [0.75, 0.25],
      [0.8, 0.2],
      [1, 0],
    ]);
    crowd.thin(5);
    expect(crowd.members().map(({ at }) => at)).toEqual([0, 2, 3, 4, 5]);
  });
});

test("axes of a Latin hypercube are shuffled each for itself: strata of two axes agree as often as by chance", () => {
  const { count, coordinatesAt } = latinHypercubePoints(unitSpace(2), { seed: 3, budget: 400 });
  const agree = Array.from({ length: count }, (_, index) => coordinatesAt(index)).filter(
    ([x, y]) => Math.floor(x! * 400) === Math.floor(y! * 400),
  );
  expect(agree.length).toBeLessThan(8);
});

test("one axis of ten mutates on average, and a number out of a list by a place at least", () => {
  const values = Array.from({ length: 1000 }, (_, at) => at);
  const space = spaceOf({
    axes: Array.from({ length: 10 }, (_, at) => discreteAxis({ name: `x${at}` }, values)),
  });
  const random = createRandom(5);
  let changed = 0;
  for (let run = 0; run < 1000; run++) {
    const cube = new Float64Array(10).fill(0.5005);
    mutate(space, random, cube);
    changed += cube.filter((place) => Math.floor(place * 1000) !== 500).length;
  }
  expect(changed / 1000).toBeGreaterThan(0.85);
  expect(changed / 1000).toBeLessThan(1.15);
});
