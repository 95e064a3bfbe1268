import { describe, expect, test } from "vitest";
import { dse } from "./dse.ts";

describe("dse validate --silicon", () => {
  test("prints dse.validation/v1 of dies, one group alone where asked", async () => {
    const { code, stdout, stderr } = await dse(["validate", "--silicon", "--group", "area", "--json"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const answer = JSON.parse(stdout) as { schema: string; records: { group: string }[]; groups: object };
    expect(answer.schema).toBe("dse.validation/v1");
    expect(Object.keys(answer.groups)).toEqual(["area"]);
    expect(answer.records.every(({ group }) => group === "area")).toBe(true);
  });

  test("takes dies from stdin and prints a line for each", async () => {
    const records = [
      {
        id: "mine",
        chip: "Mine",
        node: "TSMC N7",
        sramMB: 64,
        clockGHz: 1,
        areaMm2: 200,
        formats: { fp16: { tflops: 50 } },
      },
    ];
    const { code, stdout } = await dse(["validate", "--silicon", "--data", "-"], {
      input: JSON.stringify({ records }),
    });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^mine +\d+ mm² +200 mm² +[+−]/m);
  });

  test.each([
    [["--fit"], /--fit has no effect with --silicon/],
    [["--group", "aera"], /did you mean area/],
    [["--data", "package.json"], /expected a list of dies/],
  ])("%j is bad input", async (args, message) => {
    const { code, stderr } = await dse(["validate", "--silicon", ...args]);
    expect(code).toBe(2);
    expect(stderr).toMatch(message);
  });
});
