import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { dseProcess } from "./dse-process.ts";
import { dse } from "./dse.ts";

const folder = mkdtempSync(join(tmpdir(), "dse-validate-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A record that no shipped file holds, a group that no model covers, and a limit. */
const RECORDS = [
  {
    id: "mine-1",
    group: "matmul-dense",
    metric: "matmul_throughput",
    chip: "Bow",
    precision: "fp16",
    partials: "half",
    shape: { m: 1024, k: 1024, n: 1024 },
    value: 200,
    unit: "TFLOP/s",
    siValue: 2e14,
    siUnit: "FLOP/s",
    trust: "A",
    source: "my bench",
    shoeSize: 43,
  },
  { id: "mine-2", group: "tea", metric: "cups", value: 3, unit: "1", trust: "B", source: "kitchen" },
  {
    id: "mine-3",
    group: "matmul-dense",
    metric: "matmul_throughput",
    quantity: "limit",
    value: 1,
    unit: "TFLOP/s",
    trust: "A",
    source: "data sheet",
  },
];
const DATA = JSON.stringify({ schema: "dse.measurements/v1", records: RECORDS });

describe("dse validate", () => {
  test("takes a file it has never seen, from stdin, and prints dse.validation/v1", async () => {
    const { code, stdout, stderr } = await dse(["validate", "--data", "-", "--json"], { input: DATA });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const answer = JSON.parse(stdout) as Record<string, unknown> & { records: Record<string, unknown>[] };
    expect(Object.keys(answer)).toEqual(["schema", "records", "groups", "overall"]);
    expect(answer["schema"]).toBe("dse.validation/v1");
    expect(answer.records.map(({ id }) => id)).toEqual(["mine-1", "mine-2", "mine-3"]);
    const [dense, tea, limit] = answer.records as [
      { predicted: number; measured: number; error: number },
      unknown,
      unknown,
    ];
    expect(dense).toMatchObject({
      id: "mine-1",
      group: "matmul-dense",
      trust: "A",
      unit: "FLOP/s",
      measured: 2e14,
    });
    expect(dense.error).toBeCloseTo(dense.predicted / dense.measured - 1, 9);
    expect(tea).toEqual({ id: "mine-2", group: "tea", trust: "B", notModelled: "no model for group tea" });
    expect(limit).toMatchObject({ notModelled: expect.stringContaining("limit") as string });
    expect(answer["overall"]).toMatchObject({ count: 2, modelled: 1 });
    expect(answer["groups"]).toMatchObject({ tea: { count: 1, modelled: 0, mape: null } });
  });

  test("--out writes the page, the Markdown and the JSON that --json prints", async () => {
    const file = join(folder, "mine.json");
    writeFileSync(file, DATA);
    const out = join(folder, "out");
    const { code, stdout } = await dse(["validate", "--data", file, "--json", "--out", out]);
    expect(code).toBe(0);
    expect(readFileSync(join(out, "validation.json"), "utf8")).toBe(stdout);
    expect(readFileSync(join(out, "validation.md"), "utf8")).toContain("measured records of `mine.json`");
    expect(existsSync(join(out, "validation.html"))).toBe(true);
  });

  test("finds shipped measurements by their name, and prints a group beside its limit", async () => {
    const run = await dse(["validate", "--data", "baseline-measurements.json", "--group", "nemo-h100"]);
    expect(run).toMatchObject({ code: 0 });
    expect(run.stdout).toMatch(/trust A and B +modelled +median \|error\| +signed +p90 +limit +met/);
    expect(run.stdout).toMatch(/nemo-h100 +100\.0 %.*15\.0 %/);
  });

  test("--fidelity event simulates the runs: a shared host is waited for, not counted by hand", async () => {
    const args = ["validate", "--group", "vendor-vision", "--json", "--fidelity"];
    const mapeOf = async (fidelity: string): Promise<number> => {
      const { stdout } = await dse([...args, fidelity]);
      return (JSON.parse(stdout) as { overall: { mape: number } }).overall.mape;
    };
    const [analytic, event] = [await mapeOf("analytic"), await mapeOf("event")];
    expect(event).not.toBe(analytic);
    expect(event).toBeLessThan(analytic);
    expect((await dse(["validate", "--silicon", "--fidelity", "event"])).code).toBe(2);
  });

  test("works from any folder, the file named from there", async () => {
    writeFileSync(join(folder, "here.json"), DATA);
    const here = await dseProcess(["validate", "--data", "here.json", "--json"], { cwd: folder });
    const stdin = await dse(["validate", "--data", "-", "--json"], { input: DATA });
    expect(here).toEqual({ ...stdin, code: 0, signal: null, stderr: "" });
  });

  test("without a file it validates the shipped measurements; --group takes one group of them", async () => {
    const { code, stdout } = await dse(["validate", "--group", "amp-on-tile", "--worst", "1"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^amp-on-tile +16 +16 .* ≤ 2 % +✓/m);
    expect(stdout.match(/^ {2}[+−][\d.]+ % {2}amp-on-tile/gm)).toHaveLength(1);
    expect(stdout).not.toContain("mlperf");
  });

  test.each([
    [["--data", "nowhere.json"], /^dse: cannot read nowhere\.json/],
    [["--data", "package.json"], /^dse: package\.json: no measurements \(expected "schema"/],
    [["--group", "matmul-dens"], /did you mean "matmul-dense"\?/],
    [["--worst", "-1"], /^dse: --worst: expected a whole number from 0/],
  ])("%j is told in words, exit 2", async (args, message) => {
    const { code, stdout, stderr } = await dse(["validate", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });

  test("a damaged record is named with file, place and field", async () => {
    const input = JSON.stringify({ schema: "dse.measurements/v1", records: [{ ...RECORDS[0], group: 7 }] });
    const { code, stderr } = await dse(["validate", "--data", "-"], { input });
    expect(code).toBe(2);
    expect(stderr).toContain("stdin: records[0] (mine-1): group");
  });
});

describe("dse validate --fit", () => {
  test("prints each constant with its confidence, and the error out of fold", async () => {
    // Three runs are the fewest that are fitted: their numbers are told by decode steps of milliseconds.
    const shipped = JSON.parse(readFileSync("reports/validation/ipu-measurements.json", "utf8")) as {
      readonly records: readonly { readonly group: string }[];
    };
    const records = shipped.records.filter(({ group }) => group === "llm-inference").slice(0, 3);
    const input = JSON.stringify({ ...shipped, records });
    const run = await dse(["validate", "--fit", "--data", "-", "--json"], { input });
    expect(run.code).toBe(0);
    const fitted = JSON.parse(run.stdout) as {
      schema: string;
      constants: Record<string, { value: number; low: number; high: number }>;
      groups: Record<string, { outOfFold: { mape: number } }>;
    };
    expect(fitted.schema).toBe("dse.calibration/v1");
    const latency = fitted.constants["streamingLatencySeconds"];
    expect(latency?.value).toBeGreaterThan(0);
    expect(latency?.low).toBeLessThanOrEqual(latency?.high ?? 0);
    expect(fitted.groups["llm-inference"]?.outOfFold.mape).toBeLessThan(0.15);
  });

  test("refuses records that hold too few runs", async () => {
    const run = await dse(["validate", "--fit", "--group", "amp-on-tile"]);
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("fewer than three runs");
  });
});
