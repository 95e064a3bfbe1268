import { describe, expect, test } from "vitest";
import type { SavedResults } from "../../../src/result/saved/result.ts";
import { displayWidth } from "../../../src/report/parts/table.ts";
import { terminalReport } from "../../../src/report/study/terminal-report.ts";
import { fixtureResults } from "../fixtures/results.ts";

const results = fixtureResults();
const summary = (of: SavedResults = results, width = 100): string => terminalReport(of, { width });

describe.each([80, 100, 140])("at %i columns", (width) => {
  const lines = summary(results, width).split("\n");

  test("no line is wider than the terminal, and none ends in a space", () => {
    expect(lines.filter((line) => displayWidth(line) > width)).toEqual([]);
    expect(lines.filter((line) => /\s$/.test(line))).toEqual([]);
  });

  test("it fits two screens of 24 rows", () => expect(lines.length).toBeLessThanOrEqual(48));
});

test("machines stand soonest first, and those that do not fit last", () => {
  const text = summary(results, 140);
  expect(text).toMatch(
    /time to train: Good Computer [^,]+, Bow Pod256 [^,]+, 64 × A100 [^,]+, Bow Pod64 3\.89 hours, Mk2 Pod64 5\.05 hours/,
  );
  expect(text).toMatch(/Bow Pod64 [^,\n]+, Mk2 Pod64 does not fit/);
});

test("how many figures were measured near: those validated and not beyond what was", () => {
  const notes = (...texts: readonly (readonly ["note" | "warning", string])[]): SavedResults => ({
    ...results,
    results: results.results.map((one) => ({
      ...one,
      diagnostics:
        one.system === "bow-pod64" && one.workload === "bert-large"
          ? texts.map(([level, text]) => ({ level, text }))
          : [],
    })),
  });
  const validated = ["note", "validated: step time ±7 % on average"] as const;
  const beyond = ["warning", "outside the validated range: 8,192 chips > 256"] as const;
  expect(summary(notes(validated))).toContain("335 million parameters · 1 of 5 measured near");
  expect(summary(notes(validated, beyond))).toContain("335 million parameters · none measured near");
  expect(summary(notes(beyond))).toContain("335 million parameters · none measured near");
});

test("a claim that does not hold is one line with both figures; those that hold are counted", () => {
  const text = summary();
  expect(text).toContain("Claims  1 hold, 1 refuted, 1 undecided");
  expect(text).toMatch(/✗ BERT-Large has 355 M parameters .*335,200,000, claimed 355,000,000/);
  expect(text).not.toContain("3,640 PF/s-days");
});

test("the last lines say who leads how often", () => {
  const text = summary();
  const verdict = text.slice(text.indexOf("Who leads, of 3 workloads"));
  expect(verdict).toContain("fastest: Good Computer 3;");
});

test("a leader whose range overlaps the next is told as one", () => {
  const wide = results.results.map((one) => {
    const cost = one.metrics["costDollars"];
    return typeof cost === "number"
      ? { ...one, ranges: { costDollars: [cost / 100, cost * 100] as const } }
      : one;
  });
  expect(summary({ ...results, results: wide }, 140)).toMatch(/cheapest [^·\n]+\(ranges overlap\)/);
  const sure = results.results.map((one) => ({ ...one, ranges: {} }));
  expect(summary({ ...results, results: sure }, 140)).not.toContain("ranges overlap");
});

test("one workload is told in full, and so are several if that is asked for", () => {
  const [workload] = results.workloads;
  const alone = { ...results, workloads: results.workloads.slice(0, 1) };
  expect(workload?.id).toBe("bert-large");
  expect(summary(alone)).toContain("where the time goes");
  expect(terminalReport(results, { width: 100, verbose: true })).toContain("where the time goes");
  expect(summary()).not.toContain("where the time goes");
});
