import { expect, test } from "vitest";
import { askDesign, type WrittenDesign } from "../../../src/explore/design/ask-design.ts";

const asked = (more: Partial<WrittenDesign>) =>
  askDesign({
    ...{ id: "d", systems: ["bow-pod4"], workloads: ["bert-large"], plan: {}, objectives: [], columns: [] },
    ...{ set: { "chip.clock": "1.5GHz,1.85GHz", pod: "4" } },
    ...{ strategy: "grid", fidelity: "analytic", seed: 1, within: [], breadth: "all", top: 3 },
    ...more,
  } as WrittenDesign);

test("axes, what is fixed, weights and limits; without an objective the least step time", () => {
  expect(
    asked({
      workloads: ["bert-large:2", "gpt-j-6b"],
      within: ["capexDollars <= 2e6, chip.dieArea <= 800 mm2"],
    }),
  ).toMatchObject({
    system: "bow-pod4",
    workloads: [
      { id: "bert-large", weight: 2 },
      { id: "gpt-j-6b", weight: 1 },
    ],
    axes: [{ name: "chip.clock", unit: "Hz", values: [1.5e9, 1.85e9] }],
    set: { pod: "4" },
    objectives: [{ metric: "stepTimeSeconds", better: "min" }],
    within: [
      { metric: "capexDollars", sense: "<=", bound: 2e6 },
      { metric: "dieSquareMetres", sense: "<=", bound: 800e-6 },
    ],
  });
});

test.each([
  ["two systems", { systems: ["bow-pod4", "bow-pod16"] }, "one system at a time"],
  ["a weight of nothing", { workloads: ["bert-large:0"] }, "a weight is a number above 0"],
  ["a range without steps", { set: { "chip.clock": "1.5GHz..1.9GHz" } }, "say how many steps"],
  ["a metric of a study", { objectives: ["mine:min"] }, "mine"],
])("%s is told in a sentence", (_what, more, says) => {
  expect(asked(more as Partial<WrittenDesign>)).toContain(says);
});
