import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { dse } from "./dse.ts";

const binary = fileURLToPath(new URL("../../bin/dse.js", import.meta.url));

describe("help and version", () => {
  test("--help tells every command on stdout", async () => {
    const { code, stdout, stderr } = await dse(["--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    for (const name of [
      "run",
      "plan",
      "simulate",
      "compare",
      "report",
      "check",
      "list",
      "show",
      "init",
      "schema",
    ])
      expect(stdout).toMatch(new RegExp(`^  dse ${name}\\b`, "m"));
  });

  test("COMMAND --help tells its options", async () => {
    const { code, stdout } = await dse(["run", "--help"]);
    expect(code).toBe(0);
    for (const option of ["--system", "--workload", "--set", "--fidelity", "--out", "--format", "--json"])
      expect(stdout).toContain(option);
  });

  test("--version is the version of the package", async () => {
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    expect(await dse(["--version"])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });
});

describe("what the command line does not understand is bad input (exit 2), with what was meant", () => {
  test.each([
    [["rnu"], 'no command "rnu", did you mean "run"?'],
    [["run", "--sytem", "bow-pod16"], 'no option "--sytem", did you mean "--system"?'],
    [["run", "--sytem=bow-pod16"], 'no option "--sytem", did you mean "--system"?'],
    [["run", "--zzzzzzzz"], 'no option "--zzzzzzzz". Try: dse run --help'],
    [["list", "one", "two", "three"], "is one argument too many"],
    [[], "no command"],
    [["run", "--set", "1.6 GHz"], "expected path=value"],
    [["run", "--fidelity", "exact"], '--fidelity: expected one of analytic, event, both, got "exact"'],
    [["run", "--format", "pdf"], 'no format "pdf"'],
    [["simulate", "--system", "x", "--workload", "y", "--seed", "half"], "--seed: expected a whole number"],
    [["report"], "Not enough"],
    [["run", "--out"], "--out: expected a value"],
    [["run", "--system"], "--system: expected a value"],
    [["swep", "--help"], 'no command "swep"'],
    [
      ["list", "chips"],
      'kind: expected one of system, machine, chip, process, software, workload, study, metrics, choices, got "chips"',
    ],
  ])("dse %j", async (args, message) => {
    const { code, stdout, stderr } = await dse(args);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
  });
});

test("a reader that leaves early ends the program quietly", () => {
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["-c", `set -o pipefail; "$NODE" "$DSE" show ipu-generations --json | head -c 1`],
    { encoding: "utf8", env: { ...process.env, NODE: process.execPath, DSE: binary } },
  );
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "{", stderr: "" });
});
