import { expect, test } from "vitest";
import { answerOf } from "../../../src/report/study/answer/answer.ts";
import { contrastsOf } from "../../../src/report/study/answer/contrasts.ts";
import { findingsOf } from "../../../src/report/study/findings.ts";
import { narrowed } from "../../../src/report/study/reading.ts";
import { htmlReport } from "../../../src/report/study/html-report.ts";
import { trustOf } from "../../../src/result/saved/trust.ts";
import { validatedRange } from "../../../src/study/validated-range.ts";
import { fixtureResults } from "../fixtures/results.ts";

const results = fixtureResults();
const said = (of = results): string =>
  answerOf(of)
    .map(({ text }) => text)
    .join("\n");

test("of machines it says who leads how often, and counts every comparison once", () => {
  const [, name = "", won, all] = /^(.*?) leads in (\d+) of (\d+) comparisons/.exec(said()) ?? [];
  const leaders = findingsOf(results).flatMap((finding) => finding.leaders);
  expect(Number(all)).toBe(leaders.length);
  expect(leaders.filter(({ system }) => system.name === name)).toHaveLength(Number(won));
});

test("of machines it says how fast each is beside the baseline, from the least to the most", () => {
  // peak × MFU on BERT-Large: 8192 × 1220 × 0.08 against 64 × 350 × 0.39, of Mk2: 64 × 250 × 0.39 or what it is
  expect(said()).toMatch(/^Times as fast as .*Good Computer [\d.,]+(×| – [\d.,]+×)/m);
});

test("it counts the claims by verdict", () => {
  const count = (verdict: string): number => results.claims.filter((c) => c.verdict === verdict).length;
  expect(said()).toContain(`Of ${results.claims.length} claims: ${count("held")} held`);
  expect(said()).toContain(`${count("refuted")} refuted`);
});

test("of a machine that stands alone it says what it comes to, its limit and the gain of lifting it", () => {
  const alone = narrowed(results, "bert-large", "bow-pod64");
  expect(said(alone)).toMatch(/runs BERT-Large.* in .* \(.* – .*\)/);
  expect(said(alone)).toContain(
    "What limits it most is matmul units: with it infinitely fast a step would be 1.60×",
  );
  expect(said(alone)).toContain("next comes links between chips, with 1.20×");
});

test("workloads are compared where the study says which, on the machines that both fit on", () => {
  const study = { ...results.study, contrasts: { "gpt3-175b": "bert-large" } };
  const contrasts = contrastsOf({ ...results, study });
  expect(contrasts.length).toBeGreaterThan(0);
  for (const { one, other, respects } of contrasts) {
    const [time] = respects;
    const [a, b] = [one, other].map(({ shown }) => shown.metrics[time?.metric.id ?? ""] ?? 0);
    expect(time?.better).toBeCloseTo((b ?? 0) / (a ?? 1), 9);
    expect([one.workload.id, other.workload.id]).toEqual(["gpt3-175b", "bert-large"]);
  }
  expect(said({ ...results, study })).toMatch(/^On .*, GPT-3.* slower than BERT-Large/);
});

test("what is said of a result's trust is read again as it was meant", () => {
  const kind = {
    task: "training",
    phase: "step",
    chips: "IPU",
    models: "transformers",
    software: "",
  } as const;
  const entry = { ...kind, records: 7, band: 1.123, measuredOn: ["bow"] } as const;
  const expected = {
    schema: "dse.expected-errors/v2",
    entries: [{ ...entry, ranges: { chips: [1, 64] } }],
  } as const;
  const asked = (chips: number, family: string) => {
    const sizes = { chips, parameters: undefined, sequenceLength: undefined, microBatch: undefined };
    const run = { kind: { ...kind, chips: family }, chip: "bow", sizes };
    return trustOf({ diagnostics: validatedRange(run, expected) });
  };
  expect(asked(64, "IPU")).toMatchObject({ kind: "validated", error: "12 %" });
  expect(asked(65, "IPU")).toMatchObject({ kind: "extrapolated", error: "12 %" });
  expect(asked(64, "IPU")?.says).toContain("7 measured training runs");
  expect(asked(64, "Hopper")).toMatchObject({ kind: "unvalidated" });
  expect(trustOf({ diagnostics: [] })).toBeUndefined();
});

test("a badge stands beside each machine's figures, and under the pointer why", async () => {
  const diagnostics = [
    { level: "note", text: "validated: step time ±12 % on average (7 measured training runs on IPUs)" },
    { level: "warning", text: "outside the validated range: 512 chips > 64" },
  ] as const;
  const doubted = { ...results, results: results.results.map((result) => ({ ...result, diagnostics })) };
  const page = await htmlReport(doubted, { runtime: "" });
  expect(page).toMatch(
    /<abbr class="badge trust extrapolated" title="outside the validated range: 512 chips &gt; 64\. Within it, validated: step time ±12 %[^"]*"/,
  );
});
