import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import type { SavedDesign } from "../../src/explore/design/saved-design.ts";
import { dse } from "./dse.ts";

const folder = mkdtempSync(join(tmpdir(), "dse-design-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const DECIDED = ["tensorParallel=1", "pipelineParallel=4", "dataParallel=1", "recompute=layer"];
const ASKED = [
  ...["design", "--system", "bow-pod4", "--workload", "bert-base", "--breadth", "usual", "--top", "1"],
  ...DECIDED.flatMap((choice) => ["--set", choice]),
  ...["--set", "chip.sramPerTile=600KiB,624KiB,900KiB", "--set", "chip.clock=1.6GHz,1.85GHz"],
];

describe("dse design", () => {
  test("the fastest within a die area: what removed the rest, and what a tenth more of the limit is worth", async () => {
    const out = join(folder, "a");
    const { code, stdout } = await dse([
      ...ASKED,
      "--within",
      "chip.dieArea <= 815 mm2",
      "--json",
      "--out",
      out,
    ]);
    expect(code).toBe(0);
    const answer = JSON.parse(stdout) as SavedDesign;
    expect(answer).toMatchObject({ schema: "dse.design/v1", designs: 6, unseen: 0, gap: 0 });
    // 600 KiB a tile is the only SRAM that keeps the limit, and the faster clock is faster.
    expect(answer.best.map(({ coordinates }) => coordinates)).toEqual([
      { "chip.sramPerTile": 600 * 1024, "chip.clock": 1.85e9 },
    ]);
    expect(answer.best[0]?.workloads[0]?.metrics.dieSquareMetres).toBeLessThan(815e-6);
    expect(answer.removed.map(({ why }) => why)).toContain("reticle (a die is exposed at once)");
    expect(answer.limits).toMatchObject([{ bound: 815e-6, widened: expect.closeTo(896.5e-6, 12) as number }]);
    expect(JSON.parse(readFileSync(join(out, "design.json"), "utf8"))).toEqual(answer);
    expect(readFileSync(join(out, "report.md"), "utf8")).toContain("### What removed the rest");

    const again = await dse([
      ...ASKED,
      "--within",
      "chip.dieArea <= 815 mm2",
      "--json",
      "--out",
      out,
      "--resume",
    ]);
    expect(again.stdout).toBe(stdout);
    expect((await dse([...ASKED, "--out", out])).stderr).toContain("add --resume");
  });

  test("where nothing keeps all limits it says so and leaves with 1", async () => {
    const { code, stdout } = await dse([...ASKED, "--within", "capexDollars <= 100"]);
    expect(code).toBe(1);
    expect(stdout).toContain("None keeps all limits.");
  });

  test.each([
    ["a misspelt metric", ["--within", "capexDolars <= 3"], 'did you mean "capexDollars"'],
    ["a unit of another kind", ["--within", "capexDollars <= 3 mm2"], "expected a quantity in USD"],
    ["no limit at all", ["--within", "capexDollars"], "expected metric <= quantity"],
    ["a weight of nothing", ["--workload", "bert-large:0"], "a weight is a number above 0"],
  ])("%s is refused", async (_what, more, says) => {
    const { code, stderr } = await dse([...ASKED, ...more]);
    expect(code).toBe(2);
    expect(stderr).toContain(says);
  });
});
