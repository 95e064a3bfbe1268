import { expect, test } from "vitest";
import { markdownReport } from "../../../src/report/study/markdown-report.ts";
import { fixtureResults } from "../fixtures/results.ts";

const text = markdownReport(fixtureResults());

test("the same results give the same bytes", () => expect(markdownReport(fixtureResults())).toBe(text));

test("every row of a table has as many cells as its header", () => {
  const tables = text.split(/\n\n+/).filter((block) => block.startsWith("|"));
  expect(tables.length).toBeGreaterThan(10);
  for (const block of tables) {
    const cells = block.split("\n").map((line) => line.replaceAll("\\|", "").split("|").length);
    expect(new Set(cells).size, block).toBe(1);
  }
});

test("text from specs is not markup", () => {
  expect(text).toContain("\\</script\\>\\<b\\>bold\\</b\\>");
  expect(text).not.toMatch(/[^\\]<b>/);
});

test("a claim stands with its original wording and both figures", () => {
  expect(text).toContain("“到2020年,GPT-3需要大约3640 PetaFLOP/天来训练”");
  expect(text).toMatch(/\| ✗ refuted \| .*3\.55亿个参数.* \| 335,200,000 \| 355,000,000 \|/);
});

test("every workload has its machines, misfits and plans", () => {
  expect(text).toContain("## GPT-3 175B pre-training");
  expect(text).toContain("- **Mk2 Pod64** does not fit: streaming memory needs 7.19 TiB");
  expect(text).toContain("128 micro-batches of 2");
});

test("inputs are counted by status, and uncertain ones listed once with all that share them", () =>
  expect(text).toMatch(
    /\| Mk2 Pod64, Bow Pod64, Bow Pod256, Good Computer, 64 × A100 \| gateway\.bytesPerSecond \| 16 GB\/s \| 12 GB\/s – 20 GB\/s \| assumed \|/,
  ));
