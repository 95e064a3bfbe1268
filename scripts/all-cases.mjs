/**
 * Runs the tests of which a run has a small part (test/helpers/cases.ts), with all of their cases. `npm run fuzz` begins
 * with them.
 */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const files = readdirSync("test", { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".test.ts"))
  .map((name) => join("test", name))
  .filter((file) => readFileSync(file, "utf8").includes("helpers/cases.ts"));
const { status } = spawnSync(
  process.execPath,
  ["node_modules/vitest/vitest.mjs", "run", "--testTimeout=3600000", ...files],
  { stdio: "inherit", env: { ...process.env, DSE_ALL_CASES: "1" } },
);
process.exitCode = status ?? 1;
