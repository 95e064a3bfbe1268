import { describe, expect, test } from "vitest";
import { terminalReport } from "../../../src/report/study/terminal-report.ts";
import { displayWidth } from "../../../src/report/parts/table.ts";
import { apportion } from "../../../src/report/study/time-bar.ts";
import { fixtureResults } from "../fixtures/results.ts";

const results = fixtureResults();

describe.each([80, 100, 120, 200])("at %i columns", (width) => {
  const lines = terminalReport(results, { width, verbose: true }).split("\n");

  test("no line is wider than the terminal", () =>
    expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]));

  test("no line ends in a space", () => expect(lines.filter((line) => /\s$/.test(line))).toEqual([]));
});

test("the baseline is marked, and the others are so many times faster", () => {
  const text = terminalReport(results, { width: 80, verbose: true });
  expect(text).toMatch(/▸ Bow Pod64 +3\.89 hours +1\.00×/);
  // 350 TFLOP/s × 0.39 against 250 × 0.42, same FLOPs: 105 / 136.5
  expect(text).toMatch(/Mk2 Pod64 +5\.05 hours +0\.769×/);
  expect(105 / 136.5).toBeCloseTo(0.769, 3);
});

test("a machine that is too small says what does not fit, by how much, and what would help", () => {
  const text = terminalReport(results, { width: 120, verbose: true });
  expect(text).toContain("Mk2 Pod64  does not fit");
  expect(text).toContain("streaming memory needs 7.19 TiB, has 5.73 TiB (over by 1.46 TiB)");
  expect(text).toContain("would fit with: microBatch = 1, or a pod of at least 128 chips");
});

test("claims stand with their verdicts and both figures", () => {
  const text = terminalReport(results, { width: 120, verbose: true });
  expect(text).toMatch(/✓ {2}GPT-3 needs 3,640 PF\/s-days +314 ZFLOP +31[45] ZFLOP/);
  expect(text).toMatch(/✗ {2}BERT-Large has 355 M parameters .* 335,200,000 +355,000,000/);
  expect(text).toMatch(/\? {2}Bow raises compute performance by 40 % +1\.396 +1\.4/);
});

test("a failed expectation is told with both sides", () =>
  expect(terminalReport(results, { width: 120, verbose: true })).toContain("✗ Good Computer below a second"));

test("colours surround words and change nothing else", () => {
  const paint = (text: string): string => `⟨${text}⟩`;
  const colour = { bold: paint, dim: paint, green: paint, red: paint, yellow: paint, cyan: paint };
  const painted = terminalReport(results, { width: 120, colour, verbose: true });
  expect(painted.replace(/[⟨⟩]/g, "")).toBe(terminalReport(results, { width: 120, verbose: true }));
  expect(painted).toContain("⟨does not fit⟩");
});

test("a study in which nothing fits still reports", () => {
  const misfits = results.results.filter((r) => !r.feasible);
  const text = terminalReport(
    { ...results, results: misfits, comparisons: [] },
    { width: 80, verbose: true },
  );
  expect(text).toContain("fits on none of these machines");
});

test("a bar is filled exactly: the largest remainders round up", () => {
  expect(apportion([0.62, 0.18, 0.11, 0.07, 0.02], 20)).toEqual([13, 4, 2, 1, 0]);
  expect(apportion([1 / 3, 1 / 3, 1 / 3], 10)).toEqual([4, 3, 3]);
});
