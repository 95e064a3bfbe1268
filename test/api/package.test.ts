import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
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
let tarball = "";

/** The tarball of `npm pack` in an empty folder, unpacked as npm does, beside its dependencies and nothing else. */
beforeAll(() => {
  execFileSync(process.execPath, ["scripts/build.mjs", "--types"], { stdio: "ignore" });
  const listing = execFileSync("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", home], {
    encoding: "utf8",
  });
  const [packing] = JSON.parse(listing) as { filename: string; files: { path: string }[] }[];
  packed = packing!.files.map(({ path }) => path);
  tarball = join(home, packing!.filename);
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "--strip-components=1", "-C", installed]);
  for (const name of Object.keys(manifest.dependencies)) {
    mkdirSync(dirname(join(home, "node_modules", name)), { recursive: true });
    symlinkSync(resolve("node_modules", name), join(home, "node_modules", name));
  }
}, 120_000);
afterAll(() => rmSync(home, { recursive: true, force: true }));

const node = (...args: readonly string[]): string =>
  execFileSync(process.execPath, args, { cwd: home, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

test("the package has what it names: entry, binary and types", () => {
  expect(packed).toContain(manifest.exports["."].default.replace("./", ""));
  for (const file of Object.values(manifest.bin)) expect(packed).toContain(file);
  expect(packed).toContain(manifest.exports["."].types.replace("./", ""));
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

test("installed alone, CommonJS requires it (Node 20.19 and later require ES modules)", () => {
  const script = `const { evaluate } = require("dse-ipu");
    evaluate({ system: "bow-pod4", workload: "bert-base", plan: { microBatch: 2 } })
      .then(({ metrics }) => console.log(metrics.stepTimeSeconds > 0));`;
  writeFileSync(join(home, "asks.cjs"), script);
  expect(node("--no-warnings", "asks.cjs")).toBe("true\n");
});

/** How TypeScript is told to resolve, and the file that it checks. */
const RESOLUTIONS = [
  ["nodenext", "nodenext", "asks.mts"],
  ["nodenext", "nodenext", "asks.cts"],
  ["bundler", "esnext", "asks.ts"],
] as const;

test.each(RESOLUTIONS)(
  "TypeScript, resolving as %s (module %s, %s), knows its types",
  (resolution, mod, file) => {
    const script = (rate: string): string => `import { evaluate } from "dse-ipu";
    export const step: Promise<${rate}> = evaluate({ system: "bow-pod16", workload: "bert-base" })
      .then(({ metrics }) => metrics.stepTimeSeconds);`;
    const check = (): string => {
      const options = ["--noEmit", "--strict", "--target", "es2022", "--lib", "es2023,dom", "--types", ""];
      const how = ["--module", mod, "--moduleResolution", resolution, "--skipLibCheck"];
      try {
        return node(resolve("node_modules/typescript-native/bin/tsc"), ...options, ...how, file);
      } catch (error) {
        return (error as { stdout: string }).stdout;
      }
    };
    writeFileSync(join(home, file), script("number | null"));
    expect(check()).toBe("");
    writeFileSync(join(home, file), script("string"));
    expect(check()).toContain("not assignable to type");
  },
);

test("publint finds nothing, and Are the types wrong? only that CommonJS is given an ES module", async () => {
  const { publint } = await import("publint");
  const { checkPackage, createPackageFromTarballData } = await import("@arethetypeswrong/core");
  const data = new Uint8Array(readFileSync(tarball));
  const { messages } = await publint({ pack: { tarball: data.buffer }, strict: true });
  expect(messages).toEqual([]);
  const checked = await checkPackage(createPackageFromTarballData(data));
  const problems = checked.types === false ? ["no types"] : checked.problems.map(({ kind }) => kind);
  expect([...new Set(problems)]).toEqual(["CJSResolvesToESM"]);
});

test("npm run sbom lists what is installed with it, and nothing of its development", () => {
  const printed = execFileSync("npm", ["run", "sbom", "--silent"], { encoding: "utf8" });
  const { bomFormat, components } = JSON.parse(printed) as {
    bomFormat: string;
    components: { name: string; version: string; licenses?: unknown }[];
  };
  expect(bomFormat).toBe("CycloneDX");
  const listed = new Map(components.map(({ name, version }) => [name, version]));
  for (const [name, version] of Object.entries(manifest.dependencies)) expect(listed.get(name)).toBe(version);
  expect(listed.has("vitest")).toBe(false);
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
