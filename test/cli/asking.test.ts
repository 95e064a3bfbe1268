import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { candidates } from "../../src/cli/completion/candidates.ts";
import { commands } from "../../src/cli/commands/index.ts";
import { openShell } from "../../src/cli/shell.ts";
import { METRICS } from "../../src/result/metrics/index.ts";
import { nearestMetric } from "../../src/result/metric-tables.ts";
import { dse } from "./dse.ts";

const home = mkdtempSync(join(tmpdir(), "dse-asking-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));
const root = fileURLToPath(new URL("../../", import.meta.url));
const PAIR = ["--system", "bow-pod16", "--workload", "bert-base"];

describe("what there is to name", () => {
  test("dse list metrics: every metric; dse list choices: every choice of a plan with its values", async () => {
    const metrics = await dse(["list", "metrics", "--json"]);
    const listed = (JSON.parse(metrics.stdout) as { metrics: { id: string }[] }).metrics;
    expect(listed.map(({ id }) => id)).toEqual(Object.keys(METRICS));
    const { stdout } = await dse(["list", "choices"]);
    expect(stdout).toMatch(/^plan\.tensorParallel /);
    expect(stdout).toMatch(/^plan\.weights +a memory\. sram; an off-chip memory/m);
    expect(stdout).toMatch(/^plan\.sequenceParallel +true or false\. Whether/m);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(110);
  });

  test("words that a metric begins with or has in it lead to it", () => {
    expect(nearestMetric("cost")).toBe("costDollars");
    expect(nearestMetric("latency")).toBe("latencySeconds");
    expect(nearestMetric("time to first")).toBe("timeToFirstTokenSeconds");
    expect(nearestMetric("stepTimeSecond")).toBe("stepTimeSeconds");
    expect(nearestMetric("watts")).toBe("averagePowerWatts");
    expect(nearestMetric("beauty")).toBeUndefined();
  });

  test.each([
    [["sweep", ...PAIR, "--set", "microBatch=1,2", "--objectives", "cost"], /did you mean "costDollars"/],
    [["run", ...PAIR, "--metrics", "energy"], /no metric "energy", did you mean "energyJoules"\?/],
    [["uncertainty", ...PAIR, "--metric", "foo"], /no metric "foo"\. Every metric: dse list metrics/],
    [["explain", "cost", ...PAIR], /no metric "cost", did you mean "costDollars"\?/],
    [["run", ...PAIR, "--set", "chip.sramPerTile=2x"], /a multiple.*= 2 \* base\.NAME/s],
    [["run", ...PAIR, "--set", "task.steps=300B"], /"300B".*300e9/s],
  ])("%j is told what was meant, exit 2", async (args, message) => {
    const { code, stdout, stderr } = await dse(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toMatch(message);
  });

  test("(repeatable) stands only where an option may be repeated", async () => {
    const help = async (command: string): Promise<string> => (await dse([command, "--help"])).stdout;
    expect(await help("run")).toMatch(/--system .*\(repeatable\)/s);
    for (const line of (await help("plan")).split("\n"))
      if (/--(system|workload)\b/.test(line)) expect(line).not.toContain("repeatable");
    const twice = await dse(["plan", ...PAIR, "--system", "bow-pod64"]);
    expect(twice).toMatchObject({ code: 2, stderr: expect.stringContaining("give one --system") as string });
  });
});

describe("--metrics chooses columns", () => {
  test("of saved results: the columns asked for, in that order; too many for a line go on below", async () => {
    const results = join(home, "results.json");
    writeFileSync(results, readFileSync(join(root, "reports", "sram-versus-hbm", "results.json")));
    const asked = ["mfu", "dollarsPerMillionTokens", "averagePowerWatts"];
    const { code, stdout } = await dse([
      "report",
      results,
      "--metrics",
      asked.join(","),
      "--out",
      join(home, "r"),
    ]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +MFU +per M tokens +power$/m);
    const all = Object.keys(METRICS).join(",");
    const every = await dse(["report", results, "--metrics", all, "--out", join(home, "r")]);
    expect(every.code).toBe(0);
    const wide = every.stdout.split("\n").filter((line) => line.length > 110 && !line.includes("MFU:"));
    expect(wide).toEqual([]);
  });
});

describe("--json", () => {
  test("of check: errors with their place, as on the terminal; exit 2", async () => {
    writeFileSync(
      join(home, "bad.workload.yaml"),
      "kind: workload\nid: bad\nextends: bert-base\nsource: mine\nstatus: assumed\nmodle: {}\n",
    );
    const { code, stdout } = await dse(["check", join(home, "bad.workload.yaml"), "--json"]);
    const { schema, errors } = JSON.parse(stdout) as {
      schema: string;
      errors: { line: number; message: string }[];
    };
    expect(code).toBe(2);
    expect(schema).toBe("dse.check/v1");
    expect(errors.find(({ message }) => message.includes("modle"))).toMatchObject({ line: 6 });
    const lines = errors.map(({ line }) => line);
    expect(lines).toEqual(lines.toSorted((a, b) => a - b));
  });

  test("of init: the files that were made; of submit: the script; of report: what was saved", async () => {
    const made = await dse(["init", join(home, "mine"), "--json"]);
    expect(JSON.parse(made.stdout)).toMatchObject({ schema: "dse.init/v1", folder: join(home, "mine") });
    const script = await dse([
      ...[
        "submit",
        ...PAIR,
        "--set",
        "microBatch=1,2",
        "--out",
        join(home, "x"),
        "--emit",
        "slurm",
        "--json",
      ],
    ]);
    expect(JSON.parse(script.stdout)).toMatchObject({
      schema: "dse.submission/v1",
      script: expect.stringMatching(/^#!\/bin\/sh\n#SBATCH/) as string,
    });
    const saved = await dse(["report", join(root, "reports", "sram-versus-hbm"), "--json"]);
    expect(saved.stdout).toBe(readFileSync(join(root, "reports", "sram-versus-hbm", "results.json"), "utf8"));
  });
});

describe("completion", () => {
  const shell = openShell(pathToFileURL(root), []);
  test.each([
    [["ru"], ["run"]],
    [["plan", "--wor"], ["--workload"]],
    [["plan", "--workload", "bert-b"], ["bert-base"]],
    [["plan", "--system", "bow-p"], ["bow-pod"]],
    [["run", "ipu-g"], ["ipu-generations"]],
    [["run", "--fidelity", "ev"], ["event"]],
    [["run", "--fidelity", "=", "ev"], ["event"]],
    [
      ["list", "ch"],
      ["chip", "choices"],
    ],
    [["nothing", ""], []],
  ])("%j → %j", async (words, expected) =>
    expect(await candidates(words, commands, shell)).toEqual(expected),
  );

  test("a script for each shell asks dse for the words; another shell is refused", async () => {
    const bash = await dse(["completion", "bash"]);
    expect(bash.stdout).toContain("complete -F _dse dse");
    const words = async (...line: readonly string[]): Promise<string> =>
      (await dse(["completion", "words", "--", ...line])).stdout;
    expect(await words("validate", "--gr")).toBe("--group\n");
    expect(await words("explain", "timeToF")).toBe("timeToFirstTokenSeconds\n");
    expect(await words("plan", "--set", "plan.rec")).toBe("plan.recompute=\n");
    expect((await dse(["completion", "tcsh"])).stderr).toContain("there is one for bash, zsh, fish");
  });
});
