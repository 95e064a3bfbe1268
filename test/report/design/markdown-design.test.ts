import { expect, test } from "vitest";
import { markdownDesign } from "../../../src/report/design/markdown-design.ts";
import { DESIGN } from "./designs.ts";

test("what was asked, how many there were, what binds and what more of it is worth, how far it moves", () => {
  const text = markdownDesign(DESIGN);
  for (const says of [
    "Step time (lower is better) of bert-large, within capexDollars <= 6e4, averagePowerWatts <= 2000;",
    "Prices leave out what designing a chip costs once (chip.volume shares it out).",
    "With all uncertain inputs (its specs, processes and the constants of silicon) drawn",
    "Of 1 M designs 9 were priced; what was not priced is proven no better, gap 0.",
    "What binds: capexDollars \\<= 6e4 (-300 ms for $6,000).",
    "| 1 | 1.6 GHz | 2 s | 800 mm² | $50,000 |",
    "| 1 | bert-large | 8 × 4 × 2 | 2 s | 1.5 kW |",
    "| reticle \\<b\\> | 90 k |",
    "| averagePowerWatts \\<= 2000 | 1.5 kW | 2.2 kW | 2 s | does not bind |",
    "still fits in 60: Step time lies between 1.8 s and 2.5 s in four of five. It keeps all limits in 50.",
    "| chip.exchange.phaseCycles | 1.9 s | does not fit |",
  ])
    expect(text).toContain(says);
});

test("where a volume carries the design, prices have a share of it", () => {
  const question = { ...DESIGN.question, isDesignPriced: true as const };
  const text = markdownDesign({ ...DESIGN, question });
  expect(text).toContain("Prices have the share of a chip in its design (chip.volume).");
  expect(text).not.toContain("leave out");
});

test("a search that was stopped says what it has not seen, and a limit that nobody keeps that nothing is left", () => {
  const stopped = markdownDesign({ ...DESIGN, unseen: 5000, gap: 0.125, limits: [] });
  expect(stopped).toContain("stopped: 5 k were not looked at, and one of them could be 12.5 % better");
  expect(stopped).not.toContain("What each limit costs");
  const { ranges: _, ...none } = { ...DESIGN, best: [], limits: [] };
  expect(markdownDesign(none)).toContain("None keeps all limits.");
});

test("of several designs it is told how often the best one stays so; of several objectives they are a front", () => {
  const two = { ...DESIGN, best: [...DESIGN.best, ...DESIGN.best] };
  expect(markdownDesign(two)).toContain("in 40 of those it stays the best of the 2");
  const [objective] = DESIGN.question.objectives;
  const question = { ...DESIGN.question, objectives: [objective!, objective!] };
  const best = DESIGN.best.map((one) => ({ ...one, objectives: [2, 3] }));
  expect(markdownDesign({ ...DESIGN, question, best })).toContain("### Front");
});
