import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { parse } from "yaml";
import { dseProcess } from "./dse-process.ts";

const home = mkdtempSync(join(tmpdir(), "dse-ci-"));
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Workflow {
  readonly jobs: Readonly<Record<string, { readonly steps: readonly { readonly run?: string }[] }>>;
}

/** The commands that the example runs, without `npx dse`. */
const commands = Object.values(
  (parse(readFileSync("docs/examples/github-actions.yml", "utf8")) as Workflow).jobs,
)
  .flatMap(({ steps }) => steps)
  .flatMap(({ run }) => (run?.startsWith("npx dse ") === true ? [run.split(" ").slice(2)] : []));

/** Specs of one small question, as `dse run my-study` finds them. */
function folderThatExpects(that: string): string {
  const folder = mkdtempSync(join(home, "mine-"));
  mkdirSync(join(folder, "reports/my-study"), { recursive: true });
  writeFileSync(
    join(folder, "reports/my-study/study.yaml"),
    `kind: study
id: my-study
name: Mine
question: Is a Pod4 fast enough?
systems: [bow-pod4]
workloads: [bert-base]
plan: { microBatch: 2 }
fidelity: analytic
expect: [{ name: It is fast enough, that: '${that}' }]
`,
  );
  return folder;
}

const [command = []] = commands;
const run = (folder: string): ReturnType<typeof dseProcess> => dseProcess(command, { cwd: folder });

test("the command of the GitHub Actions example passes while expectations hold", async () => {
  expect(command.slice(0, 2)).toEqual(["run", "my-study"]);
  expect(await run(folderThatExpects('stepTimeSeconds("bow-pod4", "bert-base") > 0 s'))).toMatchObject({
    code: 0,
  });
});

test("it fails the build on a broken one, and says which", async () => {
  const { code, stdout } = await run(folderThatExpects('stepTimeSeconds("bow-pod4", "bert-base") < 1 ns'));
  expect(code).toBe(1);
  expect(stdout).toContain("It is fast enough");
});
