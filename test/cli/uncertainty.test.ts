import { describe, expect, test } from "vitest";
import { dse } from "./dse.ts";

const PAIR = ["uncertainty", "--system", "bow-pod4", "--workload", "bert-base", "--samples", "16"];

describe("dse uncertainty", () => {
  test("tells deciles, a tornado and the headroom", async () => {
    const { code, stdout } = await dse([...PAIR, "--metric", "costDollars"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/nominal +P10 +P50 +P90/);
    expect(stdout).toMatch(/Cost +range +at low +at high/);
    expect(stdout).toMatch(/system\.economics\.\w+ .*│/);
    expect(stdout).toMatch(/headroom.*\n.*matmul units +[\d.]+×/);
  });

  test("--json is dse.uncertainty/v1, with Sobol indices where they are asked for", async () => {
    const { stdout } = await dse([...PAIR, "--metric", "costDollars", "--indices", "4", "--json"]);
    const saved = JSON.parse(stdout) as {
      sensitivities: { costDollars: { index: { first: number; total: number } }[] };
    };
    expect(saved).toMatchObject({ schema: "dse.uncertainty/v1", samples: 16, seed: 1 });
    expect(saved.sensitivities.costDollars.every(({ index }) => index.total >= 0)).toBe(true);
  });

  test.each([
    [["--metric", "costDollar"], /no metric "costDollar", did you mean "costDollars"\?/],
    [["--samples", "0"], /--samples: expected a whole number, at least 1/],
  ])("bad input is told in words: %j", async (more, message) => {
    const { code, stderr } = await dse([...PAIR, ...more]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
