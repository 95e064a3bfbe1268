import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { Stryker } from "@stryker-mutator/core";
import { interval, mutantName, sampleOf } from "./sampled.mjs";

/**
 * Least share of Stryker's mutants, in percent, that the tests of the mirrored folder must kill. All mutators are on and
 * nothing is excluded; a mutant that changes no result is marked in the code only with a proof that it is equivalent.
 */
const LEAST_SCORE = { cost: 85, plan: 85, estimate: 85, "explore/plan-search": 75, result: 75 };

const KILLED = new Set(["Killed", "Timeout"]);
const ALIVE = new Set(["Survived", "NoCoverage"]);

/**
 * Runs Stryker over folders or files of `src/`, one after the other, each against all tests of the folder of the table
 * that it is in. What has not changed since the last run is not run again; `fresh` forgets. With `sample` only so many
 * mutants of each place are put in, drawn by `seed`. Returns the exit code: 1 where a folder of the table is below its
 * score, of a sample where it is so with 95 % confidence.
 */
export async function runStryker(places, { fresh, workers, sample, seed }) {
  let code = 0;
  for (const place of places.length > 0 ? places : Object.keys(LEAST_SCORE)) {
    const folder = Object.keys(LEAST_SCORE).find((name) => `${place}/`.startsWith(`${name}/`)) ?? place;
    const drawn = sample === undefined ? undefined : await drawSample(place, { size: Number(sample), seed });
    const report = reportFile(drawn === undefined ? folder : `${place}-${sample}-${seed}`);
    process.env.MUTATION_TESTS = `test/${folder}`;
    await new Stryker({
      ...settings(Number(workers)),
      ...(drawn !== undefined && { checkers: ["sample"] }),
      mutate: [place.endsWith(".ts") ? `src/${place}` : `src/${place}/**/*.ts`],
      incrementalFile: report,
      force: fresh,
    }).runMutationTest();
    const least = LEAST_SCORE[folder] ?? 0;
    if ((drawn === undefined ? tell(folder, report) : tellSample(place, report, drawn)) < least) code = 1;
  }
  return code;
}

const reportFile = (name) => `.mutation/stryker-${name.replaceAll("/", "-")}.json`;

/** Draws a sample, and writes it where the checker reads it. */
async function drawSample(place, { size, seed }) {
  const drawn = await sampleOf(place, { size, seed });
  mkdirSync(".mutation", { recursive: true });
  process.env.MUTATION_SAMPLE = ".mutation/sample.json";
  writeFileSync(process.env.MUTATION_SAMPLE, JSON.stringify(drawn.names));
  return drawn;
}

function settings(concurrency) {
  return {
    testRunner: "vitest",
    vitest: { configFile: "scripts/mutation/stryker-tests.mjs" },
    plugins: ["@stryker-mutator/vitest-runner", `${import.meta.dirname}/sample-checker.mjs`],
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

/** Prints killed, survived and score of a sample, and where the score of all is; returns the highest that it may be. */
function tellSample(place, report, { of, names }) {
  const wanted = new Set(names);
  const { files } = JSON.parse(readFileSync(report, "utf8"));
  const statuses = Object.entries(files).flatMap(([file, { mutants }]) =>
    mutants.filter((mutant) => wanted.has(mutantName(file, fromZero(mutant)))).map(({ status }) => status),
  );
  const killed = statuses.filter((status) => KILLED.has(status)).length;
  const tried = killed + statuses.filter((status) => ALIVE.has(status)).length;
  const [least, most] = interval(killed, tried);
  console.log(
    `${place.padEnd(24)} ${killed} of ${tried} killed, ${((100 * killed) / tried).toFixed(1)} %; ` +
      `of all ${of} with 95 % confidence ${least.toFixed(1)} to ${most.toFixed(1)} %`,
  );
  return most;
}

/** Reports count lines and columns from 1, Stryker itself from 0. */
function fromZero({ location: { start, end }, ...mutant }) {
  const less = ({ line, column }) => ({ line: line - 1, column: column - 1 });
  return { ...mutant, location: { start: less(start), end: less(end) } };
}
