import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, expect, test } from "vitest";
import { watchedOf } from "../../../src/cli/watch/watch-options.ts";
import { fakeShell } from "../fake-shell.ts";

const folder = mkdtempSync(join(tmpdir(), "dse-watch-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const small = (batch: string): string =>
  [
    "kind: workload",
    "id: small",
    "name: Small",
    "extends: bert-base",
    `task: { globalBatch: ${batch} }`,
    "",
  ].join("\n");

test("an answer follows each save, an error stands in the page until it is mended, and Ctrl-C ends it", async () => {
  mkdirSync(join(folder, "workloads"));
  const file = join(folder, "workloads", "small.workload.yaml");
  writeFileSync(file, small("64"));
  const decided = ["tensorParallel=1", "pipelineParallel=1", "microBatch=1"];
  const pair = ["--system", "mk2-pod4", "--workload", "small", ...decided.map((one) => `--set=plan.${one}`)];
  const child = spawn(
    process.execPath,
    [resolve("bin/dse.js"), "run", ...pair, "--watch", "--fidelity", "analytic", "--quiet"],
    { cwd: folder, stdio: ["ignore", "ignore", "pipe"] },
  );
  let said = "";
  child.stderr.setEncoding("utf8");
  const saying = (what: RegExp): Promise<RegExpExecArray> =>
    new Promise((found, fail) => {
      const look = (): void => {
        const match = what.exec(said);
        if (match) found(match);
        else child.stderr.once("data", look);
      };
      child.once("close", () => fail(new Error(`ended without ${String(what)}:\n${said}`)));
      look();
    });
  child.stderr.on("data", (text: string) => (said += text));
  const ended = new Promise((end) => child.once("close", (_, signal) => end(signal)));
  try {
    const [, url] = await saying(/(http:\S+) follows your files/);
    expect(await (await fetch(`${url!}report.html`)).text()).toBe(
      readFileSync(join(folder, "out/mk2-pod4-small/report.html"), "utf8"),
    );
    said = "";
    writeFileSync(file, small("64 kg"));
    await saying(/follows your files/);
    expect(said).toMatch(/small[.]workload[.]yaml changed/);
    expect(said).toMatch(/small[.]workload[.]yaml:5:\d+/);
    const told = (await fetch(`${url!}told`)).body!.getReader();
    const { value } = await told.read();
    expect(new TextDecoder().decode(value)).toMatch(/"failed","why":".*small[.]workload[.]yaml:5/);
    await told.cancel();
    said = "";
    writeFileSync(file, small("128"));
    await saying(/follows your files/);
    expect(said).not.toMatch(/yaml:5/);
    expect(await (await fetch(`${url!}report.html`)).text()).toContain("128");
    child.kill("SIGINT");
    expect(await ended).toBe("SIGINT");
  } finally {
    child.kill("SIGKILL");
  }
});

test.each([
  [{ port: 8080 }, /--port is of the page that --watch opens/],
  [{ watch: true, json: true }, /leave out --json/],
  [{ watch: true, out: "-" }, /leave out --json and --out -/],
  [{ watch: true, format: ["csv"] }, /--format needs html/],
  [{ watch: true, port: 70_000 }, /from 0 \(any that is free\) to 65535/],
  [{ watch: true, study: "-" }, /what comes on stdin does not change/],
])("dse run %j is refused", (args, why) => {
  expect(() => watchedOf(args, fakeShell())).toThrow(why);
});

test("what is watched are the shipped folders, those beside the file that was named, and that file", () => {
  const study = join(folder, "reports", "mine", "study.yaml");
  mkdirSync(join(folder, "reports", "mine"), { recursive: true });
  const watched = watchedOf({ watch: true, study }, fakeShell());
  expect(watched?.files).toEqual([study]);
  expect(watched?.folders).toContain(resolve("arch-specs"));
  expect(watched?.folders).toContain(join(realpathSync(folder), "workloads"));
  expect(watchedOf({}, fakeShell())).toBeUndefined();
});
