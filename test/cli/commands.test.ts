import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { dseProcess } from "./dse-process.ts";
import { dse } from "./dse.ts";

const folder = mkdtempSync(join(tmpdir(), "dse-cli-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const SMALL = ["--system", "a100-gpus", "--workload", "bert-base"];
const parsed = (text: string): Record<string, unknown> => JSON.parse(text) as Record<string, unknown>;

describe("dse list, show, schema", () => {
  test("list tells kinds, ids, names and aliases", async () => {
    const { code, stdout } = await dse(["list"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^system +bow-pod /m);
    expect(stdout).toMatch(/^chip +gc200 .*\bMk2\b/im);
    expect(stdout).toMatch(/^workload +bert-large /m);
    expect(stdout).toMatch(/^study +ipu-generations /m);
  });

  test("list KIND tells only that kind", async () => {
    const { stdout } = await dse(["list", "chip"]);
    const kinds = stdout
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(" ")[0]);
    expect(new Set(kinds)).toEqual(new Set(["chip"]));
  });

  test("show tells a value with its unit, status, source and line", async () => {
    const { code, stdout } = await dse(["show", "bow-pod16"]);
    expect(code).toBe(0);
    expect(stdout).toMatch(
      /chip\.clock +1\.85 GHz → 1850000000 Hz +published +\S.* arch-specs\/bow\.arch\.yaml:\d+/,
    );
  });

  test("show --set shows the value that was set, and says so", async () => {
    const { stdout } = await dse(["show", "bow-pod16", "--set", "chip.clock=1.6 GHz"]);
    expect(stdout).toMatch(/chip\.clock +1\.6 GHz → 1600000000 Hz .*--set/);
  });

  test("show of an id that nobody has suggests the nearest", async () => {
    const { code, stderr } = await dse(["show", "bert-larg"]);
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean "bert-large"?');
  });

  test("schema prints a JSON Schema", async () => {
    const { code, stdout } = await dse(["schema", "workload"]);
    expect(code).toBe(0);
    expect(parsed(stdout)).toMatchObject({ $schema: expect.stringContaining("json-schema.org") as unknown });
  });
});

describe("dse check", () => {
  test("every shipped spec is free of errors and warnings", async () => {
    const { code, stdout, stderr } = await dse(["check"]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/^\d+ specs, 0 errors, 0 warnings\n$/);
    expect(code).toBe(0);
  });

  const broken = readdirSync("test/broken-specs").map((name) => join("test/broken-specs", name));

  test("each broken spec is told apart in one run: file, line, what was expected; no stack", async () => {
    const { code, stderr } = await dse(["check", ...broken]);
    expect(code).toBe(2);
    expect(broken.length).toBeGreaterThanOrEqual(40);
    expect(broken.filter((file) => !stderr.split("\n").some((line) => line.startsWith(file)))).toEqual([]);
    expect(stderr).not.toMatch(/^ +at .*[.][jt]s:\d+/m);
  });

  // A process each: every eighth of them; the loader's own test goes through all (test/spec/broken-specs.test.ts).
  test("one of them alone is bad input too", async () => {
    const some = broken.filter((_, index) => index % 8 === 0);
    const codes: (number | null)[] = [];
    for (const file of some) codes.push((await dse(["check", file])).code);
    expect(some.filter((_, index) => codes[index] !== 2)).toEqual([]);
  });

  test("a spec on stdin is called stdin", async () => {
    const { code, stderr } = await dse(["check", "-"], {
      input: "kind: chip\nid: x\nname: X\nextends: bow\nclok: 1 GHz\n",
    });
    expect(code).toBe(2);
    expect(stderr).toMatch(/^stdin:\d+:\d+ .*clok/m);
    expect(stderr).not.toContain(tmpdir());
  });
});

describe("an expression of a study that cannot be read", () => {
  const file = join(folder, "bad-study.yaml");
  const head =
    "kind: study\nid: bad\nname: Bad\nquestion: Why?\nsystems: [bow-pod4]\nworkloads: [bert-base]\n";
  writeFileSync(file, `${head}expect:\n  - name: fast\n    that: mfuu("bow-pod4", "bert-base") > 0.1\n`);

  test.each([["check"], ["run"]])("is pointed at by dse %s, in its line of the file", async (command) => {
    const { code, stderr } = await dse([command, file]);
    expect(code).toBe(2);
    expect(stderr).toContain("bad-study.yaml:9:11  expect.0.that:");
    expect(stderr).toContain('did you mean "mfu"?');
    expect(stderr).toContain('    that: mfuu("bow-pod4"');
  });
});

describe("--set plan.…", () => {
  const pair = ["--system", "bow-pod16", "--workload", "bert-base"];

  test("decides a choice of the plan and leaves the others to the tool", async () => {
    const { code, stdout } = await dse(["plan", ...pair, "--set", "plan.tensorParallel=4", "--json"]);
    expect(code).toBe(0);
    expect(parsed(stdout)).toMatchObject({ plan: { tensorParallel: 4 } });
  });

  test.each([
    ["plan.tensorParalel=4", 'did you mean "plan.tensorParallel"?'],
    ["plan.tensorParallel=3.5", "expected a whole number, got 3.5"],
    ["plan.recompute=lots", "expected none, attention or layer"],
  ])("%s is bad input", async (setting, message) => {
    const { code, stderr } = await dse(["plan", ...pair, "--set", setting]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe("dse run", () => {
  test("an ad-hoc question: tables on stdout, files whole, the URL of the report on stderr", async () => {
    const out = join(folder, "run");
    const { code, stdout, stderr } = await dse(["run", ...SMALL, "--out", out]);
    expect(code).toBe(0);
    expect(stdout).toContain("BERT-Base");
    expect(stderr).toMatch(/^file:\/\/\S+\/run\/report\.html$/m);
    expect(readdirSync(out).sort()).toEqual(["report.html", "report.md", "results.csv", "results.json"]);
    expect(parsed(readFileSync(join(out, "results.json"), "utf8"))["schema"]).toBe("dse.results/v1");
  });

  test("--json puts the results on stdout and writes no files", async () => {
    const cwd = mkdtempSync(join(folder, "json-"));
    const { code, stdout, stderr } = await dseProcess(["run", ...SMALL, "--fidelity", "analytic", "--json"], {
      cwd,
    });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(parsed(stdout)).toMatchObject({ schema: "dse.results/v1", results: [{ fidelity: "analytic" }] });
    expect(readdirSync(cwd)).toEqual([]);
  });

  test("--out - with one format is that file on stdout", async () => {
    const { stdout } = await dse([
      "run",
      ...SMALL,
      "--fidelity",
      "analytic",
      "--out",
      "-",
      "--format",
      "csv",
    ]);
    expect(stdout).toMatch(/^system,/);
  });

  test("the same question gives the same bytes, in a process that has answered others too", async () => {
    const [one, two] = await Promise.all([
      dseProcess(["run", ...SMALL, "--json"]),
      dse(["run", ...SMALL, "--json"]),
    ]);
    expect(one.stdout).toBe(two.stdout);
  });

  test("a study on stdin; a failed expectation is exit 1, named on stderr", async () => {
    const input = [
      "kind: study",
      "id: piped",
      "name: Piped",
      "question: Does it fly?",
      "systems: [a100-gpus]",
      "workloads: [bert-base]",
      "fidelity: analytic",
      "expect:",
      "  - name: a step takes no time",
      '    that: stepTimeSeconds("a100-gpus", "bert-base") < 1 ns',
      "",
    ].join("\n");
    const { code, stdout, stderr } = await dse(["run", "-", "--json"], { input });
    expect(stderr).toContain("expectation failed: a step takes no time");
    expect(parsed(stdout)).toMatchObject({ study: { id: "piped" }, expectations: [{ holds: false }] });
    expect(code).toBe(1);
  });

  test.each([
    [["run", "--system", "bow-pod16"], "give at least one --system and one --workload"],
    [["run", "--system", "bow-pod17", "--workload", "bert-base"], "bow-pod16"],
    [["run", "--system", "a100-gpus", "--workload", "bert-bse"], 'did you mean "bert-base"?'],
    [["run", ...SMALL, "--set", "chip.clok=1 GHz"], "chip.clok"],
    [["run", "no-such-study"], "no-such-study"],
    [["run", ...SMALL, "--out", "/dev/null/x"], "cannot make"],
  ])("dse %j is bad input", async (args, message) => {
    const { code, stderr } = await dse(args);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/^ +at /m);
    expect(code).toBe(2);
  });
});

describe("dse plan, simulate", () => {
  test("a search that may take no time says what it did not look at, and how good what it has is", async () => {
    const pair = [
      "plan",
      "--system",
      "bow-pod64",
      "--workload",
      "bert-large",
      "--limit-seconds",
      "0.001",
      "--json",
    ];
    const { code, stdout } = await dse(pair);
    const { search, feasible } = JSON.parse(stdout) as {
      readonly feasible: boolean | null;
      readonly search: { readonly unseen: number; readonly gap: number };
    };
    expect(search.unseen).toBeGreaterThan(0);
    expect(search.gap).toBeGreaterThan(0);
    expect(code).toBe(feasible === true ? 0 : 1);
  });

  test("Ctrl-C ends a long search with the best so far", async () => {
    const pair = ["plan", "--system", "h100-gpus256", "--workload", "deepseek-v3"];
    // A machine under load may not have begun the search yet: then the signal ends the process itself.
    let ended = await dseProcess(pair, { killAfterMilliseconds: 3000 });
    for (let wait = 6000; ended.signal !== null && wait < 50_000; wait *= 2)
      ended = await dseProcess(pair, { killAfterMilliseconds: wait });
    expect(ended).toMatchObject({ code: 130, signal: null });
  });

  test("chips that a plan leaves idle are told, for they are paid for", async () => {
    const one = ["tensorParallel", "pipelineParallel", "dataParallel"].flatMap((name) => [
      "--set",
      `plan.${name}=1`,
    ]);
    const asked = ["plan", "--system", "a100-gpus8", "--workload", "bert-base", ...one];
    expect((await dse(asked)).stdout).toContain("uses 1 of 8 chips: the others draw idle power");
  });

  test("a limit is a number of seconds", async () =>
    expect(
      await dse(["plan", "--system", "bow-pod4", "--workload", "bert-base", "--limit-seconds", "0"]),
    ).toMatchObject({ code: 2, stderr: expect.stringContaining("above 0") as string }));

  test("plan tells every choice and the memory of the fullest chip", async () => {
    const { code, stdout } = await dse(["plan", "--system", "bow-pod16", "--workload", "bert-base"]);
    expect(code).toBe(0);
    for (const word of [
      "tensorParallel",
      "pipelineParallel",
      "dataParallel",
      "microBatch",
      "Step time",
      "weights",
    ])
      expect(stdout).toContain(word);
  });

  test("plan tells of GPUs no choice that only chips with tiles have", async () => {
    const told = async (system: string) =>
      (await dse(["plan", "--system", system, "--workload", "bert-base", "--top", "1"])).stdout;
    const [tiles, gpus] = [await told("bow-pod4"), await told("a100-gpus8")];
    for (const word of ["availableMemoryProportion", "ioTiles", "for matmuls"]) {
      expect(tiles).toContain(word);
      expect(gpus).not.toContain(word);
    }
    expect(gpus).toContain("overlapGradients");
  });

  test("--timings tells on stderr what was computed, and that nothing was resolved twice", async () => {
    const pair = ["plan", "--system", "bow-pod4", "--workload", "bert-base", "--json"];
    const { code, stdout, stderr } = await dse([...pair, "--timings", "--quiet"]);
    expect(code).toBe(0);
    const { plans } = (parsed(stdout) as { search: { plans: number } }).search;
    expect(stderr).toMatch(/^opening +\d+\.\d\d s\nsearching +\d+\.\d\d s\ndescribing +\d+\.\d\d s$/m);
    expect(stderr).toMatch(new RegExp(`^searches +1, of ${plans.toLocaleString("en-US")} plans$`, "m"));
    expect(stderr).toMatch(/^specs +asked for 4, resolved 2$/m);
    expect(stderr).toMatch(/^tile plans +asked for [1-9][\d,]*, made [1-9][\d,]*$/m);
  });

  test("plan ranks the fastest of all plans, says why the second lost, and counts what was left out", async () => {
    const pair = ["plan", "--system", "bow-pod4", "--workload", "bert-base", "--top", "2"];
    const { stdout } = await dse(pair);
    expect(stdout).toMatch(/the fastest plans\n.*tensor × pipeline × data.*\n +1 .*\n +2 .*\+[\d.]+ %/);
    const words = stdout.replaceAll(/\s+/g, " ");
    expect(words).toMatch(/the second loses by \w+.* a step/);
    expect(words).toMatch(/of [\d,]+ plans [\d,]+ timed, .* proven no faster, gap 0/);
    expect(stdout.split("\n").every((line) => line.length <= 110)).toBe(true);
    const saved = parsed((await dse([...pair, "--json"])).stdout) as {
      ranking: { secondsPerSample: number }[];
      search: Record<string, number>;
    };
    expect(saved.ranking[0]!.secondsPerSample).toBeLessThanOrEqual(saved.ranking[1]!.secondsPerSample);
    const { plans, priced, gap, ...removed } = saved.search as Record<string, number>;
    const { misfits: _, ...counts } = removed;
    expect(Object.values(counts).reduce((sum, count) => sum + count, priced!)).toBe(plans);
    expect(gap).toBe(0);
  });

  test("plan of what cannot fit tells demand, bound, gap and what would help, and is exit 1", async () => {
    const { code, stdout } = await dse(["plan", "--system", "bow-pod4", "--workload", "palm-540b", "--json"]);
    expect(parsed(stdout)).toMatchObject({ schema: "dse.plan/v1", feasible: false });
    const { demand, bound, gap } = parsed(stdout)["infeasible"] as Record<string, number>;
    expect(gap! / (demand! - bound!)).toBeCloseTo(1, 6);
    expect(code).toBe(1);
  });

  test("plan of what a larger system holds names the smallest of the family that does", async () => {
    const made = ["--set", "plan.weights=sram", "--set", "plan.optimizerState=sram"];
    const ask = (system: string) => dse(["plan", "--system", system, "--workload", "gpt2-l", ...made]);
    const { stdout, code } = await ask("bow-pod4");
    const [, named = ""] = /would help: .*, or (bow-pod\d+), which holds it/.exec(stdout) ?? [];
    expect([code, named]).toEqual([1, "bow-pod16"]);
    expect((await ask(named)).code).toBe(0);
    const limited = await dse([
      ...["plan", "--system", "bow-pod4", "--workload", "gpt2-l", "--limit-seconds", "600"],
      ...made,
    ]);
    expect(limited.stdout).not.toContain("which holds it");
    expect((await ask("bow-pod8")).code).toBe(1);
  });

  test("simulate --trace writes a trace whose slices open and close in pairs", async () => {
    const trace = join(folder, "trace.json");
    const args = ["simulate", "--system", "bow-pod16", "--workload", "bert-base", "--trace", trace];
    const { code, stdout } = await dse(args);
    expect(code).toBe(0);
    expect(stdout).toMatch(/one step +\S+ m?s +\S+ m?s/);
    const { traceEvents } = parsed(readFileSync(trace, "utf8")) as { traceEvents: { ph: string }[] };
    const count = (phase: string): number => traceEvents.filter(({ ph }) => ph === phase).length;
    expect(count("B")).toBe(count("E"));
    expect(count("B")).toBeGreaterThan(0);
  });

  test("one system and one workload are needed", async () =>
    expect(await dse(["plan", "--system", "bow-pod16"])).toMatchObject({ code: 2 }));
});

describe("dse compare, report", () => {
  const [before, after] = [join(folder, "before"), join(folder, "after")];

  test("compare tells what a change did, absolute and in percent, and which input it was", async () => {
    const base = ["run", "--system", "bow-pod16", "--workload", "bert-base", "--fidelity", "analytic"];
    const format = ["--format", "json", "--quiet"];
    await dse([...base, ...format, "--out", before]);
    await dse([...base, ...format, "--out", after, "--set", "chip.clock=1.6 GHz"]);
    const { code, stdout } = await dse(["compare", before, after]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ +Step time .*\+\d+[.]\d+ %$/m);
    expect(stdout).toMatch(/^ +time +matmul .*\+\d+[.]\d+ %$/m);
    const [sides, input] = stdout.split("\n");
    expect(sides).toContain(`${before} (bow-pod16-bert-base, dse`);
    expect(input).toBe("input: bow-pod16 chip.clock 1.85 GHz → 1.6 GHz");
  });

  test("compare of a result with itself has no difference", async () => {
    const { stdout } = await dse(["compare", before, before]);
    expect(stdout).toContain("no difference");
    expect(stdout).not.toContain("%");
  });

  test("report renders again from what was saved", async () => {
    const { code, stdout } = await dse(["report", before]);
    expect(code).toBe(0);
    expect(stdout).toContain("BERT-Base");
    expect(readdirSync(before).sort()).toEqual(["report.html", "report.md", "results.csv", "results.json"]);
  });

  test("results on stdin, Markdown on stdout", async () => {
    const input = readFileSync(join(before, "results.json"), "utf8");
    const { code, stdout } = await dse(["report", "-", "--format", "md", "--out", "-"], { input });
    expect(code).toBe(0);
    expect(stdout).toMatch(/^# /);
  });

  test("what is no result of dse is refused", async () => {
    writeFileSync(join(folder, "other.json"), '{"schema": "else"}');
    for (const file of ["other.json", "missing.json"])
      expect(await dse(["report", join(folder, file)])).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("dse init", () => {
  test("makes a folder whose specs are sound and whose study runs", async () => {
    const mine = join(folder, "mine");
    expect(await dse(["init", mine])).toMatchObject({ code: 0 });
    const specs = readdirSync(mine, { recursive: true, encoding: "utf8" }).filter((name) =>
      name.endsWith(".yaml"),
    );
    expect(specs.length).toBeGreaterThan(1);
    expect(await dseProcess(["check", ...specs], { cwd: mine })).toMatchObject({ code: 0, stderr: "" });
    const study = join(mine, "reports", "my-study", "study.yaml");
    const { code, stdout } = await dse(["run", study, "--fidelity", "analytic", "--json"]);
    expect(parsed(stdout)).toMatchObject({ study: { id: "my-study" } });
    expect(code).toBe(0);
  });

  test("leaves a folder that holds something alone", async () =>
    expect(await dse(["init", "src"])).toMatchObject({ code: 2, stdout: "" }));
});
