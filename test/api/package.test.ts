import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";

interface Manifest {
  readonly name: string;
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: { readonly ".": { readonly types: string; readonly default: string } };
  readonly dependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(readFileSync("package.json", "utf8")) as Manifest;

const home = mkdtempSync(join(tmpdir(), "dse-package-"));
const installed = join(home, "node_modules", manifest.name);
let packed: readonly string[] = [];

/** What `npm pack` would take, in a folder beside its dependencies and nothing else. */
beforeAll(() => {
  const listing = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
    encoding: "utf8",
  });
  const [tarball] = JSON.parse(listing) as { files: { path: string }[] }[];
  packed = tarball!.files.map(({ path }) => path);
  for (const file of packed) {
    mkdirSync(dirname(join(installed, file)), { recursive: true });
    cpSync(file, join(installed, file));
  }
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(home, "node_modules", name)), { recursive: true });
    symlinkSync(resolve("node_modules", name), join(home, "node_modules", name));
  }
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const node = (...args: readonly string[]): string =>
  execFileSync(process.execPath, args, { cwd: home, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

test("the package has what it names: entry and binary; types are built when it is packed", () => {
  expect(packed).toContain(manifest.exports["."].default.replace("./", ""));
  for (const file of Object.values(manifest.bin)) expect(packed).toContain(file);
  expect(manifest.exports["."].types).toBe("./dist/types/api/index.d.ts");
});

test("the package has specs, schemas, docs and licence, and no sources or tests", () => {
  for (const file of [
    "arch-specs/bow.arch.yaml",
    "workloads/bert-large.workload.yaml",
    "schema/chip.schema.json",
  ])
    expect(packed).toContain(file);
  expect(packed).toEqual(
    expect.arrayContaining(["README.md", "LICENSE", "docs/library.md", "docs/examples/sweep.mjs"]),
  );
  expect(packed.filter((file) => /^(src|test|scripts|node_modules)\//.test(file))).toEqual([]);
});

test("installed alone, the library evaluates a shipped machine", () => {
  const script = `import { evaluate } from "dse-ipu";
    const { metrics } = await evaluate({ system: "bow-pod4", workload: "bert-base", plan: { microBatch: 2 } });
    console.log(metrics.stepTimeSeconds > 0);`;
  expect(node("--input-type=module", "--eval", script)).toBe("true\n");
});

test("installed alone, the command line writes a report of a sweep with charts", () => {
  const question = [
    "--system",
    "bow-pod",
    "--workload",
    "bert-base",
    "--set",
    "pod=4,16",
    "--set",
    "microBatch=2",
  ];
  node(join(installed, manifest.bin["dse"]!), "sweep", ...question, "--out", "runs", "--quiet");
  expect(existsSync(join(home, "runs", "report.html"))).toBe(true);
  expect(readFileSync(join(home, "runs", "report.html"), "utf8")).toContain('id="chart-pareto-0-1"');
});
