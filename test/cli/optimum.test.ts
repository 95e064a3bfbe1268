import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { dse } from "./dse.ts";

const folder = mkdtempSync(join(tmpdir(), "dse-optimum-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const SMALL = ["optimum", "--system", "a100-gpus", "--flops", "1e19"];

describe("dse optimum", () => {
  test("writes a page, Markdown and JSON, and --json prints that same JSON", async () => {
    const out = join(folder, "a");
    const written = await dse([...SMALL, "--out", out, "--json"]);
    expect(written.code).toBe(0);
    expect(readdirSync(out).sort()).toEqual(["report.html", "report.md", "results.json"]);
    expect(readFileSync(join(out, "results.json"), "utf8")).toBe(written.stdout);
    expect(JSON.parse(written.stdout)).toMatchObject({
      schema: "dse.optimum/v1",
      system: { id: "a100-gpus" },
    });
    expect(written.stderr).toMatch(/^file:.*report\.html$/m);
  });

  test("dse report renders its folder again, to the same bytes", async () => {
    const [first, again] = [join(folder, "a"), join(folder, "c")];
    const { code, stdout } = await dse(["report", first, "--out", again]);
    expect(code).toBe(0);
    expect(stdout).toContain("Compute-optimal training on 64 × A100");
    for (const name of ["report.html", "report.md"])
      expect(readFileSync(join(again, name), "utf8")).toBe(readFileSync(join(first, name), "utf8"));
    writeFileSync(join(again, "results.json"), '{"schema":"dse.optimum/v1"}');
    const damaged = await dse(["report", again]);
    expect(damaged.code).toBe(2);
    expect(damaged.stderr).toMatch(/damaged optimum: tool: /);
  });

  test("the schema of what it saves is in the package", async () => {
    const { stdout } = await dse(["schema", "optimum"]);
    expect(readFileSync("schema/optimum.schema.json", "utf8")).toBe(stdout);
  });

  test("a purchase without days, and a system without a name, are refused", async () => {
    const bought = await dse([
      "optimum",
      "--system",
      "a100-gpus",
      "--budget-dollars",
      "1e6",
      "--money",
      "purchase",
    ]);
    expect([bought.code, bought.stderr]).toEqual([
      2,
      expect.stringContaining("--money purchase needs --days"),
    ]);
    const nowhere = await dse(["optimum", "--days", "1"]);
    expect([nowhere.code, nowhere.stderr]).toEqual([2, expect.stringContaining("give a --system")]);
  });

  test.each([
    [["--law", "besirogly"], 'no scaling law "besirogly", did you mean "besiroglu"?'],
    [["--law", "clark-hash"], "--law clark-hash needs --experts, for example --experts 64"],
    [["--law", "frantar"], "--law frantar needs --density, for example --density 20%"],
    [["--law", "kumar"], "--law kumar needs --precision fp8"],
    [["--experts", "1.5"], "--experts: expected a whole number, at least 2"],
    [["--density", "120%"], "--density: expected a share above 0 and below 1"],
    [["--precision", "fp4"], '--precision: expected one of fp8, got "fp4"'],
    [["--days", "30"], "give one budget: --budget-dollars, --days, --flops, --target-loss"],
    [["--money", "rent"], "--money says what --budget-dollars pays for, and there is none"],
    [["--format", "csv"], 'no format "csv" here; there are html, json, md'],
    [["--expert", "8"], 'no option "--expert", did you mean "--experts"?'],
  ])("%j is refused with what was expected", async (more, says) => {
    const { code, stderr, stdout } = await dse([...SMALL, ...more]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain(says);
  });

  test("what cannot be reached ends with 1, and says why", async () => {
    const { code, stdout } = await dse(["optimum", "--system", "a100-gpus", "--target-loss", "1.7"]);
    expect(code).toBe(1);
    expect(stdout).toContain("reaches no loss of 1.7");
  });
});
