import { expect, test } from "vitest";
import { pageTheme } from "../../../src/report/parts/charts/theme.ts";
import { SWEEP_CHARTS } from "../../../src/report/sweep/charts/index.ts";
import { spanAxis } from "../../../src/report/sweep/charts/span-axis.ts";
import { csvSweep } from "../../../src/report/sweep/csv-sweep.ts";
import { drawnPoints } from "../../../src/report/sweep/drawn-points.ts";
import { htmlSweep } from "../../../src/report/sweep/html-sweep.ts";
import { markdownSweep } from "../../../src/report/sweep/markdown-sweep.ts";
import { pointCommand } from "../../../src/report/sweep/point-command.ts";
import { terminalSweep } from "../../../src/report/sweep/terminal-sweep.ts";
import { sweepFixture, THREE, TWO } from "./sweep-fixture.ts";

const sweep = sweepFixture();

test("a point's command names machine, workload, what was set, choices, and coordinates with units and all digits", () =>
  expect(pointCommand(sweep, sweep.front.points[0]!)).toBe(
    "dse run --system bow-pod --workload bert-large --set task.globalBatch=512 --set plan.microBatch=2" +
      " --set system.pod=64 --set 'chip.clock=1885000000 Hz' --set plan.recompute=none --fidelity analytic",
  ));

test("a word that a shell would take apart is quoted, its quotes too", () => {
  const question = { ...sweep.question, systems: ["it's $mine"] };
  expect(pointCommand({ ...sweep, question }, sweep.front.points[0]!)).toContain(
    `--system 'it'\\''s $mine' `,
  );
});

test("system and workload are coordinates where there are several", () => {
  const axes = [{ name: "system", unit: "", path: "system", levels: ["a", "b"] }, ...sweep.axes];
  const [first] = sweep.front.points;
  const point = { ...first!, coordinates: { system: "b", pod: 4 } };
  expect(pointCommand({ ...sweep, axes }, point)).toMatch(
    /^dse run --system b .*--set system.pod=4 --fidelity/,
  );
});

test("of several fidelities the front's counts: cheaper points are not drawn, and the command names it", () => {
  const [first, second, ...rest] = sweep.sample.filter(({ feasible }) => feasible);
  const simulated = sweep.front.points.map((point) => ({ ...point, fidelity: "event" }));
  const sample = [
    { ...first!, fidelity: "event" },
    { ...second!, fidelity: "analytic" },
    ...rest.map((point) => ({ ...point, fidelity: "analytic" })),
  ];
  const several = { ...sweep, sample, front: { ...sweep.front, points: simulated } };
  const best = new Set(simulated.map(({ index }) => index));
  expect(drawnPoints(several).filter(({ onFront }) => !onFront)).toHaveLength(best.has(first!.index) ? 0 : 1);
  expect(pointCommand(several, simulated[0]!)).toMatch(/--fidelity event$/);
  expect(markdownSweep(several)).toContain("event, screened by analytic");
});

test("two objectives are one pair, three are three; each axis meets each objective once", () => {
  const drawn = (objectives: typeof TWO): readonly string[] =>
    SWEEP_CHARTS.flatMap(({ id, figures }) => figures(sweepFixture(objectives), pageTheme).map(() => id));
  const count = (ids: readonly string[], id: string): number => ids.filter((one) => one === id).length;
  expect(["pareto", "parallel", "effect"].map((id) => count(drawn(TWO), id))).toEqual([1, 1, 3 * 2]);
  expect(["pareto", "parallel", "effect"].map((id) => count(drawn(THREE), id))).toEqual([3, 1, 3 * 3]);
});

test("where nothing fits nothing is drawn, and every rendering says so", async () => {
  const none = sweepFixture(TWO, false);
  expect(SWEEP_CHARTS.flatMap(({ figures }) => figures(none, pageTheme))).toEqual([]);
  expect(await htmlSweep(none, { runtime: "" })).toContain("Nothing that was asked fits.");
  expect(markdownSweep(none)).toContain("0 fit (0 %)");
  expect(terminalSweep(none)).toContain("lacks, among 14 points: tile SRAM (14)");
});

test("a span of twenty times or more is logarithmic, and no axis need begin at zero", () => {
  expect(spanAxis([1, 19], "")?.kind).toBe("linear");
  expect(spanAxis([1, 20], "")?.kind).toBe("log");
  expect(spanAxis([0, 20], "")?.kind).toBe("linear");
  const { low, high, share } = spanAxis([100, 110], "")!;
  expect([low, high]).toEqual([99.6, 110.4]); // 4 % of the span of 10 beyond each end
  expect(share(105)).toBeCloseTo(0.5);
  expect(spanAxis([], "")).toBeUndefined();
});

test("Markdown has front, medians, commands, the FLOPs convention and the hash of each file", () => {
  const text = markdownSweep(sweep);
  expect(text).toMatch(/^# bow-pod on bert-large\n/);
  expect(text).toContain("## Front");
  expect(text).toContain("### chip.clock");
  expect(text).toContain("\ndse run --system bow-pod");
  expect(text).toContain("One multiply-accumulate is two FLOPs.");
  expect(text).toContain("exact matmul count, full attention, no recompute");
  expect(text).toContain("ab".repeat(32));
});

test("HTML has the folded point of each mark of the front, and the same text is escaped", async () => {
  const page = await htmlSweep(sweep, { runtime: "" });
  expect(page.match(/<details id="point-/g)).toHaveLength(sweep.front.points.length);
  const question = { ...sweep.question, systems: ["<b>&"] };
  expect(await htmlSweep({ ...sweep, question }, { runtime: "" })).not.toContain("<b>&");
});

test("CSV has a row for each point of the front and a column for each metric", () => {
  const [header = "", ...rows] = csvSweep(sweep).split("\r\n");
  expect(header).toMatch(/^index,pod,chip.clock,recompute,stepTimeSeconds,.*,embodiedKilograms,plan$/);
  expect(rows.filter((row) => row !== "")).toHaveLength(sweep.front.size);
});
