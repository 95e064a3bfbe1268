import { describe, expect, test } from "vitest";
import { dse } from "./dse.ts";

const PAIR = ["--system", "bow-pod16", "--workload", "bert-base"];

describe("dse explain", () => {
  test("prints the tree of a number with units, formulas and sources", async () => {
    const { code, stdout } = await dse(["explain", "mfu", ...PAIR, "--depth", "2"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^mfu · bow-pod16 · bert-base · analytic\nModel FLOPs utilization {2}0\.\d+\n/);
    expect(stdout).toMatch(/├ step time {2}[\d.]+ m?s/);
    expect(stdout).toMatch(/chip\.clock {2}1\.85 GHz\n +published: [^├└]*bow\.arch\.yaml:\d+\)/);
  });

  test("--set plan.* explains another plan", async () => {
    const forced = await dse(["explain", "chipsUsed", ...PAIR, "--set", "plan.tensorParallel=4"]);
    expect(forced.code).toBe(0);
    expect(forced.stdout).toMatch(/tensorParallel {2}4 {2}plan/);
  });

  test("--set is told as the source of what was set", async () => {
    const { stdout } = await dse(["explain", "mfu", ...PAIR, "--set", "chip.clock=1.6 GHz", "--depth", "2"]);
    expect(stdout).toMatch(/chip\.clock {2}1\.6 GHz .*--set/);
  });

  test("--json is dse.explanation/v1, whole, and shorter with --depth", async () => {
    const whole = await dse(["explain", "stepTimeSeconds", ...PAIR, "--json"]);
    const short = await dse(["explain", "stepTimeSeconds", ...PAIR, "--json", "--depth", "1"]);
    const tree = JSON.parse(whole.stdout) as Record<string, unknown> & {
      root: { value: number; children: unknown[] };
    };
    expect(tree).toMatchObject({
      schema: "dse.explanation/v1",
      metric: "stepTimeSeconds",
      system: "bow-pod16",
      workload: "bert-base",
      fidelity: "analytic",
      root: { label: "Step time", unit: "s", rule: "sum" },
    });
    expect(whole.stdout).toContain("cycles of the tile plan");
    const cut = JSON.parse(short.stdout) as { root: { children: { children: unknown[] }[] } };
    expect(cut.root.children).toHaveLength(tree.root.children.length);
    expect(cut.root.children.flatMap(({ children }) => children)).toEqual([]);
  });

  test.each([
    [["stepTimeSecond", ...PAIR], /did you mean "stepTimeSeconds"\?/],
    [["beauty", ...PAIR], /no metric "beauty"\. Every metric: dse list metrics/],
    [["mfu", "--system", "bow-pod16"], /give one --system and one --workload/],
    [["mfu", ...PAIR, "--depth", "-2"], /--depth: expected a whole number from 0/],
    [
      ["sramBytesPerTilePeak", "--system", "tpu-v4-chips", "--workload", "bert-base"],
      /does not apply to bert-base on tpu-v4-chips/,
    ],
  ])("%j is told in words, exit 2", async (args, message) => {
    const { code, stdout, stderr } = await dse(["explain", ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });
});
