import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { discreteAxis, type DiscreteAxis } from "../../../src/explore/axes/axis.ts";
import { answerDesign, designAnswer } from "../../../src/explore/design/answer-design.ts";
import { coordinatesOf, designsIn } from "../../../src/explore/design/boxes.ts";
import {
  findDesigns,
  joinedFindings,
  type DesignFindings,
} from "../../../src/explore/design/design-findings.ts";
import { emptyMemory } from "../../../src/explore/design/design-memory.ts";
import type { DesignQuestion } from "../../../src/explore/design/design-question.ts";
import { designSource } from "../../../src/explore/design/design-source.ts";
import { shareOfGrid } from "../../../src/explore/design/share-of-grid.ts";
import { openSpecs } from "../../../src/spec/load.ts";

const AXES: readonly DiscreteAxis[] = [
  discreteAxis({ name: "chip.process" }, ["n7", "n5"]),
  discreteAxis({ name: "chip.sramPerTile", unit: "B" }, [600 * 1024, 624 * 1024, 1000 * 1024]),
  discreteAxis({ name: "chip.clock", unit: "Hz" }, [1.6e9, 1.85e9, 2.3e9]),
];

const question: DesignQuestion = {
  system: "bow-pod4",
  workloads: [{ id: "bert-base", weight: 1 }],
  axes: AXES,
  set: {},
  plan: { tensorParallel: 1, pipelineParallel: 4, dataParallel: 1, microBatch: 1, recompute: "layer" },
  objectives: [{ metric: "stepTimeSeconds", better: "min" }],
  within: [],
  breadth: "usual",
  top: 3,
};
const memory = emptyMemory();
const source = designSource(question, openSpecs());

/** Each share found apart and kept in a file, then joined. */
async function inShares(asked: DesignQuestion, count: number): Promise<DesignFindings> {
  const shares: DesignFindings[] = [];
  for (let index = 0; index < count; index++) {
    const boxes = shareOfGrid(AXES, { index, count });
    const found = await findDesigns(asked, source, { memory, boxes });
    shares.push(JSON.parse(JSON.stringify(found)) as DesignFindings);
  }
  return joinedFindings(asked, shares);
}

describe("shares of a grid", () => {
  test("hold each design once, none where there are more shares than designs", () => {
    for (const count of [1, 2, 3, 7, 30]) {
      const shares = Array.from({ length: count }, (_, index) => shareOfGrid(AXES, { index, count }));
      const sizes = shares.map((boxes) => boxes.reduce((sum, box) => sum + designsIn(box), 0));
      expect(sizes.reduce((a, b) => a + b, 0)).toBe(18);
      if (count === 30) expect(sizes.filter((size) => size === 0)).toHaveLength(12);
      else expect(Math.min(...sizes)).toBeGreaterThan(0);
      const corners = shares.flat().map(({ from }) => JSON.stringify(coordinatesOf(AXES, from)));
      expect(new Set(corners).size).toBe(corners.length);
    }
  });

  test("two or three shares, limits that bind or not: the answer of one search", async () => {
    const free = await answerDesign({ ...question, top: 18 }, source, { memory });
    const values = (metric: "capexDollars" | "dieSquareMetres") =>
      free.best.map(({ workloads }) => workloads[0]!.metrics[metric]!);
    const places = fc.nat({ max: free.best.length - 1 });
    const metrics = fc.constantFrom("stepTimeSeconds", "costDollars");
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(2, 3),
        metrics,
        places,
        places,
        async (count, metric, dollars, area) => {
          const limit = (of: "capexDollars" | "dieSquareMetres", at: number) =>
            ({ metric: of, sense: "<=", bound: values(of)[at]!, text: `${of} at ${at}` }) as const;
          const within = [limit("capexDollars", dollars), limit("dieSquareMetres", area)];
          const objectives = [{ metric, better: "min" }] as const;
          const asked = { ...question, objectives, within };
          const whole = await answerDesign(asked, source, { memory });
          const joined = await designAnswer(asked, source, await inShares(asked, count));
          const told = ({ best, limits }: typeof whole) => [
            best.map((one) => one.objectives),
            limits.map(({ objective, perUnit }) => [objective, perUnit]),
          ];
          expect(told(joined)).toEqual(told(whole));
          // Chips of two processes are as fast as one another; none costs as much as another.
          if (metric === "costDollars") expect(joined.best).toEqual(whole.best);
          expect(joined).toMatchObject({ designs: 18, unseen: 0, gap: 0 });
        },
      ),
      { numRuns: 6, seed: 3 },
    );
  });

  test("several objectives: the same front", async () => {
    const objectives = [
      { metric: "stepTimeSeconds", better: "min" },
      { metric: "capexDollars", better: "min" },
      { metric: "averagePowerWatts", better: "min" },
    ] as const;
    const asked = { ...question, objectives };
    const sorted = ({ best }: DesignFindings): readonly string[] =>
      best.map(({ coordinates }) => JSON.stringify(coordinates)).sort();
    const whole = await findDesigns(asked, source, { memory });
    expect(whole.best.length).toBeGreaterThan(1);
    expect(sorted(await inShares(asked, 3))).toEqual(sorted(whole));
  });
});
