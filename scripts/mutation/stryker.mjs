import { existsSync, readFileSync } from "node:fs";
import { Stryker } from "@stryker-mutator/core";

/**
 * Least share of Stryker's mutants, in percent, that the tests of the mirrored folder must kill. All mutators are on and
 * nothing is excluded; a mutant that changes no result is marked in the code only with a proof that it is equivalent.
 */
const LEAST_SCORE = { cost: 85, plan: 85, estimate: 85, "explore/plan-search": 75, result: 75 };

const KILLED = new Set(["Killed", "Timeout"]);
const ALIVE = new Set(["Survived", "NoCoverage"]);

/**
 * Runs Stryker over folders or files of `src/`, one after the other, each against all tests of the folder of the table
 * that it is in. What has not changed since the last run is not run again; `fresh` forgets. Returns the exit code: 1
 * where a folder of the table is below its score.
 */
export async function runStryker(places, { fresh, workers }) {
  let code = 0;
  for (const place of places.length > 0 ? places : Object.keys(LEAST_SCORE)) {
    const folder = Object.keys(LEAST_SCORE).find((name) => `${place}/`.startsWith(`${name}/`)) ?? place;
    const report = `.mutation/stryker-${folder.replaceAll("/", "-")}.json`;
    process.env.MUTATION_TESTS = `test/${folder}`;
    await new Stryker({
      ...settings(Number(workers)),
      mutate: [place.endsWith(".ts") ? `src/${place}` : `src/${place}/**/*.ts`],
      incrementalFile: report,
      force: fresh,
    }).runMutationTest();
    if (tell(folder, report) < (LEAST_SCORE[folder] ?? 0)) code = 1;
  }
  return code;
}

function settings(concurrency) {
  return {
    testRunner: "vitest",
    vitest: { configFile: "scripts/mutation/stryker-tests.mjs" },
    plugins: ["@stryker-mutator/vitest-runner"],
    // Each mutant meets only the tests that run its line, and a constant all tests of files that load it.
    coverageAnalysis: "perTest",
    incremental: true,
    concurrency,
    reporters: ["clear-text", "progress-append-only"],
    clearTextReporter: { allowColor: false, reportTests: false, reportScoreTable: false },
    tempDirName: ".mutation/sandbox",
    ignorePatterns: ["dist", "out", "reports/**/*.html", ".mutation"],
    timeoutMS: 20_000,
    warnings: { slow: false },
    allowEmpty: true,
  };
}

/** Prints killed, survived and score of a folder, and of each folder and file in it; returns the score in percent. */
function tell(folder, report) {
  const { files } = JSON.parse(readFileSync(report, "utf8"));
  const counts = new Map();
  for (const [file, { mutants }] of Object.entries(files).filter(([name]) => existsSync(name)))
    for (const { status } of mutants)
      for (const name of [folder, file.replace(/^src\//, "")]) {
        const count = counts.get(name) ?? { killed: 0, alive: 0 };
        count.killed += KILLED.has(status) ? 1 : 0;
        count.alive += ALIVE.has(status) ? 1 : 0;
        counts.set(name, count);
      }
  const scoreOf = ({ killed, alive }) => (killed + alive === 0 ? 100 : (100 * killed) / (killed + alive));
  for (const [name, count] of [...counts].sort(([a], [b]) => (a < b ? -1 : 1)))
    console.log(
      `${name.padEnd(48)} ${count.killed} of ${count.killed + count.alive} killed, ${scoreOf(count).toFixed(1)} %` +
        (LEAST_SCORE[name] === undefined ? "" : ` (at least ${LEAST_SCORE[name]} %)`),
    );
  return scoreOf(counts.get(folder) ?? { killed: 0, alive: 0 });
}
