/**
 * The inner loop: types of everything, lint and format of what changed, and the tests that say most about it.
 *
 *   npm run quick               what differs from HEAD, and what git does not track yet
 *   npm run quick -- main       what differs from another commit
 *
 * Types and lint remember what they have seen (node_modules/.cache). Of a changed module the tests nearest to it run:
 * those of its name, else the first three of its mirrored folder. `npm run check` is what must pass in the end.
 */
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { basename } from "node:path";
import { mirroredTests } from "./mutation/mirrored-tests.mjs";

const NEAREST_TESTS = 3;
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
run("types", native, ["--noEmit", "--incremental", "--tsBuildInfoFile", `${CACHE}/types.json`]);
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
  const found = mirroredTests(file);
  const named = found.filter((test) => basename(test) === `${basename(file, ".ts")}.test.ts`);
  return named.length > 0 ? named : found.slice(0, NEAREST_TESTS);
}

function run(name, script, args) {
  const began = performance.now();
  const { status } = spawnSync(process.execPath, [script, ...args], { stdio: "inherit" });
  console.error(
    `${name}: ${status === 0 ? "ok" : "failed"}, ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  if (status !== 0) process.exit(status ?? 1);
}
