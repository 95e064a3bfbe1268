import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, expect, test } from "vitest";
import type { SavedSweep } from "../../src/internal.ts";
import { dse } from "./dse.ts";

const home = mkdtempSync(join(tmpdir(), "dse-study-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

const STUDY = `kind: study
id: clocks
name: Clocks
question: Which clock gives the most samples for its power?
systems: [bow-pod16]
workloads: [bert-large]
plan:
  { tensorParallel: 1, pipelineParallel: 16, optimizerState: sram, weights: sram, availableMemoryProportion: 0.6 }
metrics:
  samplesPerKilojoule: samplesPerSecond / averagePowerWatts * (1 kJ)
space:
  axes:
    chip.clock: 1.4 GHz..1.8 GHz/3
    plan.recompute: [none, layer]
    plan.microBatch: { values: [2, 3, 4], when: { plan.recompute: layer } }
    plan.dataParallel: { formula: 16 / pipelineParallel }
  constraints:
    - chip.clock < 1.7 GHz or plan.recompute == "layer"
search:
  objectives: [{ metric: samplesPerKilojoule, direction: max }, averagePowerWatts]
  constraints: [averagePowerWatts < 4 kW]
`;
/** A study in its folder, as \`dse\` finds it. */
function written(id: string, text: string): string {
  const folder = join(home, "reports", id);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "study.yaml"), text.replace("id: clocks", `id: ${id}`));
  return join(folder, "study.yaml");
}

const findings = (out: string): SavedSweep =>
  JSON.parse(readFileSync(join(out, "findings.json"), "utf8")) as SavedSweep;

test("a study says its axes, conditions, derived axes, constraints, own metrics and objectives", async () => {
  const out = join(home, "out");
  const { code, stderr } = await dse(["sweep", written("clocks", STUDY), "--out", out, "--quiet"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const { points, sample, feasible, front, metrics, lacks } = findings(out);
  // 3 clocks × (none: 1, layer: 3 micro-batches) = 12, less the highest clock without recompute.
  expect(points).toBe(3 * (1 + 3) - 1);
  for (const { coordinates, metrics: own, feasible: fits, lacks: what } of sample) {
    expect(coordinates["plan.dataParallel"]).toBe(16 / 16);
    expect("plan.microBatch" in coordinates).toBe(coordinates["plan.recompute"] === "layer");
    const [rate, power] = [own["samplesPerSecond"]!, own["averagePowerWatts"]!];
    if (fits) expect(own["samplesPerKilojoule"]).toBeCloseTo((rate / power) * 1000, 6);
    if (what === "constraint averagePowerWatts < 4 kW") expect(power).toBeGreaterThan(4000);
    else if (rate !== null) expect(power).toBeLessThan(4000);
  }
  expect(feasible).toBe(sample.filter((point) => point.feasible).length);
  expect(lacks.map(({ resource }) => resource)).toContain("constraint averagePowerWatts < 4 kW");
  expect(front.size).toBeGreaterThan(0);
  // (1/s) / W is 1/J; times kJ a pure number.
  expect(metrics.at(-1)).toMatchObject({ id: "samplesPerKilojoule", unit: "" });
});

test("dse run answers a study that has a space, named by its folder, by its sweep, and goes on with what is there", async () => {
  const { code, stdout } = await dse([
    "run",
    dirname(written("clocks", STUDY)),
    "--out",
    join(home, "out"),
    "--quiet",
  ]);
  expect(code).toBe(0);
  expect(stdout).toContain("11 points");
});

/** Number of the line of the study in which a text stands. */
const lineOf = (text: string, part: string): number => text.slice(0, text.indexOf(part)).split("\n").length;

test.each([
  ["chip.clock < 1.7 GHz or", "chip.clock < 1.7 W or", "frequency and power"],
  ["16 / pipelineParallel", "16 / pipelineParalel", 'did you mean "pipelineParallel"'],
  ["samplesPerSecond / averagePowerWatts *", "samplesPerSecnd *", 'did you mean "samplesPerSecond"'],
  ["1.4 GHz..1.8 GHz/3", "1.4 GHz..1.8 W/3", "space.axes.chip.clock"],
  ["averagePowerWatts < 4 kW]", "averagePowerWatts + 1 W]", "no comparison"],
  ["direction: max", "direction: most", "objectives"],
] as const)("what is wrong in it is told with its place: %s", async (right, wrong, why) => {
  const text = STUDY.replace(right, wrong);
  const file = written("wrong", text);
  for (const command of [
    ["sweep", file, "--quiet"],
    ["check", file],
  ]) {
    const { code, stderr } = await dse(command);
    expect(stderr).toContain(`study.yaml:${lineOf(text, wrong)}:`);
    expect(stderr).toContain(why);
    expect(code).toBe(2);
  }
});
