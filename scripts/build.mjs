/**
 * Builds dist/ and schema/ from src/. Each step is skipped while the content of what it reads has not changed, so
 * that `npm test` and `npm run build` cost a few milliseconds when there is nothing to do.
 *
 *   dist/cli/main.js        the command line, started by bin/dse.js
 *   dist/cli/sweep-worker.js  a thread of `dse sweep`
 *   dist/index.js           the library, src/api/
 *   dist/internal.js        what benches and scripts of this repository take
 *   dist/chunks/            what both share, and what is loaded only when used (mathjs, vega, …)
 *   dist/compiled-specs.json  the shipped specs, parsed
 *   dist/report-runtime.js  the chart runtime that reports carry inside
 *   dist/report-live.js     the evaluator that the page of a study answers questions with
 *   schema/*.schema.json    JSON Schemas of specs and saved data
 *   dist/types/             declarations (only with --types, as npm ci and packing ask for)
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const dist = join(root, "dist");
process.chdir(root);

/** yaml is CommonJS inside and asks for node's own modules through `require`, which an ES module has not. */
const REQUIRE_BANNER =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

const filesBelow = (path) =>
  !existsSync(path)
    ? []
    : readdirSync(path, { withFileTypes: true, recursive: true })
        .filter((entry) => entry.isFile())
        .map((entry) => join(entry.parentPath, entry.name));

function contentHash(paths) {
  const hash = createHash("sha256");
  const files = paths.flatMap((path) => (/[.]\w+$/.test(path) ? [path] : filesBelow(path))).sort();
  for (const file of files) if (existsSync(file)) hash.update(file).update("\0").update(readFileSync(file));
  return hash.digest("hex");
}

/** Readers never see half a file: written beside its place, then renamed. */
function writeWhole(file, contents) {
  mkdirSync(dirname(file), { recursive: true });
  const beside = `${file}.${process.pid}.tmp`;
  writeFileSync(beside, contents);
  renameSync(beside, file);
}

async function step(name, inputs, outputs, make) {
  const stamp = join(dist, `.${name}.sha256`);
  const hash = contentHash(["scripts/build.mjs", "package-lock.json", ...inputs]);
  const current = existsSync(stamp) ? readFileSync(stamp, "utf8") : "";
  if (current === hash && outputs.every((path) => existsSync(join(root, path)))) return;
  const began = performance.now();
  await make();
  writeWhole(stamp, hash);
  process.stderr.write(`built ${name} in ${Math.round(performance.now() - began)} ms\n`);
}

/** Of zod's error messages in fifty languages, the one that is used. */
const englishOnly = {
  name: "english-only",
  setup: (build) =>
    build.onLoad({ filter: /zod[/\\]v4[/\\]locales[/\\]index\.js$/ }, () => ({
      contents: 'export { default as en } from "./en.js";',
    })),
};

async function bundle() {
  const esbuild = await import("esbuild");
  const { outputFiles } = await esbuild.build({
    entryPoints: {
      "cli/main": "src/cli/main.ts",
      "cli/sweep-worker": "src/cli/sweep/worker.ts",
      index: "src/api/index.ts",
      internal: "src/internal.ts",
    },
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node20",
    outdir: dist,
    chunkNames: "chunks/[name]-[hash]",
    banner: { js: REQUIRE_BANNER },
    legalComments: "none",
    plugins: [englishOnly],
    sourcemap: "linked",
    sourcesContent: false,
    write: false,
    logLevel: "warning",
  });
  const isEntry = (file) => !file.path.includes(`${join(dist, "chunks")}`);
  const ordered = [...outputFiles.filter((f) => !isEntry(f)), ...outputFiles.filter(isEntry)];
  for (const file of ordered) writeWhole(file.path, file.contents);
  const made = new Set(outputFiles.map((file) => file.path));
  for (const file of filesBelow(join(dist, "chunks")))
    if (!made.has(join(root, relative(root, file)))) rmSync(file);
}

const SPEC_KINDS = ["chip", "machine", "system", "process", "software", "workload", "study"];
const SAVED_KINDS = ["results", "comparison", "findings", "optimum", "design"];
const schemaFile = (kind) => join(root, "schema", `${kind}.schema.json`);

async function schemas() {
  const { specJsonSchemas } = await import("../dist/internal.js");
  for (const [kind, schema] of Object.entries(await specJsonSchemas()))
    writeWhole(schemaFile(kind), `${JSON.stringify(schema, null, 2)}\n`);
  for (const kind of SAVED_KINDS)
    writeWhole(schemaFile(kind), execFileSync(process.execPath, ["bin/dse.js", "schema", kind]));
}

const runNode = (...args) => execFileSync(process.execPath, args, { stdio: ["ignore", 2, 2] });

await step(
  "bundle",
  ["src", "package.json"],
  ["dist/cli/main.js", "dist/cli/sweep-worker.js", "dist/index.js", "dist/internal.js"],
  bundle,
);
if (existsSync("scripts/build-report-runtime.mjs"))
  await step(
    "report-runtime",
    ["scripts/build-report-runtime.mjs", "src"],
    ["dist/report-runtime.js", "dist/report-live.js"],
    () => runNode("scripts/build-report-runtime.mjs"),
  );
/** What a run would else parse of the shipped specs each time; see src/spec/compiled-specs.ts. */
async function compiledSpecs() {
  const { compileSpecs } = await import("../dist/internal.js");
  const files = SPEC_FOLDERS.flatMap(filesBelow).filter((file) => file.endsWith(".yaml"));
  const compiled = await compileSpecs(files.sort().map((file) => readFileSync(file)));
  writeWhole(join(dist, "compiled-specs.json"), JSON.stringify(compiled));
}
const SPEC_FOLDERS = ["arch-specs", "workloads", "reports"];

await step(
  "compiled-specs",
  ["src/spec", "src/units", ...SPEC_FOLDERS.flatMap(filesBelow).filter((file) => file.endsWith(".yaml"))],
  ["dist/compiled-specs.json"],
  compiledSpecs,
);
await step(
  "schema",
  [
    ...[
      "src/spec",
      "src/units",
      "src/result",
      "src/explore/sweep/sweep-schema.ts",
      "src/optimum/optimum-schema.ts",
    ],
    "src/explore/design/design-schema.ts",
  ],
  [...SPEC_KINDS, ...SAVED_KINDS].map((kind) => `schema/${kind}.schema.json`),
  schemas,
);
if (process.argv.includes("--types"))
  await step("types", ["src", "tsconfig.build.json"], ["dist/types/api/index.d.ts"], () =>
    runNode("node_modules/typescript-native/bin/tsc", "-p", "tsconfig.build.json"),
  );
