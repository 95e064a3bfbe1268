/**
 * The inner loop: types of everything, lint and format of what changed, and the tests that say most about it.
 *
 *   npm run quick               what differs from HEAD, and what git does not track yet
 *   npm run quick -- main       what differs from another commit
 *
 * Types and lint remember what they have seen (node_modules/.cache). Of a changed module the tests nearest to it run:
 * those of its name, else up to three of its mirrored folder that were quick when they last ran. `npm run check` is
 * what must pass in the end.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { mirroredTests } from "./mutation/mirrored-tests.mjs";

const NEAREST_TESTS = 3;
/** A test that took longer is left to `npm run check`, unless it is the nearest there is. */
const MOST_SECONDS = 3;
const CACHE = "node_modules/.cache/dse-quick";

const base = process.argv[2] ?? "HEAD";
const git = (...args) => execFileSync("git", args, { encoding: "utf8" }).split("\n").filter(Boolean);
const changed = [
  ...new Set([
    ...git("diff", "--name-only", "--diff-filter=d", base),
    ...git("ls-files", "--others", "--exclude-standard"),
  ]),
].filter((file) => existsSync(file));
const code = changed.filter((file) => /[.](ts|mjs|cjs|js)$/.test(file));
const tests = [
  ...new Set([
    ...changed.filter((file) => file.startsWith("test/") && file.endsWith(".test.ts")),
    ...code.filter((file) => file.startsWith("src/")).flatMap(nearestTests),
  ]),
];

mkdirSync(CACHE, { recursive: true });
const native = "node_modules/typescript-native/bin/tsc";
// Threads of the checker each look at what they share: one takes half the processor time of four.
const once = ["--noEmit", "--incremental", "--singleThreaded"];
run("types", native, [...once, "--tsBuildInfoFile", `${CACHE}/types.json`]);
if (code.length > 0)
  run("lint", "node_modules/eslint/bin/eslint.js", [
    ...["--cache", "--cache-location", `${CACHE}/eslint`, "--no-warn-ignored"],
    ...code,
  ]);
if (changed.length > 0)
  run("format", "node_modules/prettier/bin/prettier.cjs", [
    ...["--check", "--ignore-unknown", "--log-level", "warn", "--cache"],
    ...["--cache-location", `${CACHE}/prettier`, ...changed],
  ]);
if (tests.length > 0) run("tests", "node_modules/vitest/vitest.mjs", ["run", "--reporter=dot", ...tests]);

function nearestTests(file) {
  const seconds = rememberedSeconds();
  const found = mirroredTests(file, (test) => seconds.get(test) ?? 0);
  const named = found.filter((test) => basename(test) === `${basename(file, ".ts")}.test.ts`);
  if (named.length > 0) return named;
  const quick = found.filter((test) => (seconds.get(test) ?? 0) <= MOST_SECONDS);
  return (quick.length > 0 ? quick : found.slice(0, 1)).slice(0, NEAREST_TESTS);
}

/** How long each test file took when it last ran, as Vitest remembers it; nothing where none ran yet. */
function rememberedSeconds() {
  const folder = "node_modules/.vite/vitest";
  if (!existsSync(folder)) return new Map();
  const files = readdirSync(folder, { recursive: true }).filter((name) => basename(name) === "results.json");
  return new Map(
    files
      .flatMap((name) => JSON.parse(readFileSync(join(folder, name), "utf8")).results)
      .map(([test, { duration }]) => [test.replace(/^[^:]*:/, ""), duration / 1000]),
  );
}

function run(name, script, args) {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: "inherit" });
  console.error(
    `${name}: ${status === 0 ? "ok" : "failed"}, ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  if (status !== 0) process.exit(status ?? 1);
}
