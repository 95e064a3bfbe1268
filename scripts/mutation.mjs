/**
 * Do the tests beside a law fail when the law is wrong?
 *
 *   npm run mutation                              all law mutants of test/mutants/, those that changed since last time
 *   npm run mutation -- cost C1 explore/strategies  only these folders of src/ and these ids
 *   npm run mutation -- --fresh                   nothing remembered of earlier runs
 *   npm run mutation -- --list                    what survived last time, and what has not run
 *   npm run mutation -- --stryker cost/tile       all faults that Stryker can think of there, instead of the table's
 *   npm run mutation -- --stryker cost --sample 120 --seed 1   so many of them, drawn at random, and what that says of all
 *
 * A mutant is killed where a test of its mirrored folder fails with it: a law in src/cost/ by a test in test/cost/.
 * Exits with 1 where fewer than 95 % are killed, with 2 where a mutant of the table cannot be put in.
 */
import { parseArgs } from "node:util";
import { LAW_MUTANTS } from "../test/mutants/index.ts";
import { mirroredTests, partOf } from "./mutation/mirrored-tests.mjs";
import { openMemory } from "./mutation/remembered.mjs";
import { runStryker } from "./mutation/stryker.mjs";
import { tableFaults } from "./mutation/table-faults.mjs";
import { startTestRunner } from "./mutation/test-runner.mjs";

const LEAST_KILLED = 0.95;

const { values: options, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    fresh: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
    sample: { type: "string" },
    seed: { type: "string", default: "1" },
    stryker: { type: "boolean", default: false },
    workers: { type: "string", default: "2" },
  },
});

if (options.sample !== undefined && !(options.stryker && Number(options.sample) >= 1)) {
  console.error("--sample draws so many of Stryker's mutants: give it a number, and --stryker.");
  process.exitCode = 2;
} else process.exitCode = options.stryker ? await runStryker(wanted, options) : await runTable();

async function runTable() {
  const faults = tableFaults(LAW_MUTANTS);
  const unknown = wanted.filter((one) => !LAW_MUTANTS.some((mutant) => isOf(mutant, one)));
  faults.push(...unknown.map((one) => `${one}: no folder or id of the table.`));
  if (faults.length > 0) {
    console.error(`${faults.join("\n")}\nThe table of law mutants is in test/mutants/.`);
    return 2;
  }
  const chosen = LAW_MUTANTS.filter(
    (mutant) => wanted.length === 0 || wanted.some((one) => isOf(mutant, one)),
  );
  const memory = openMemory();
  const verdicts = options.list
    ? chosen.map((mutant) => remembered(mutant, memory))
    : await judge(chosen, memory);
  return told(chosen, verdicts);
}

function isOf({ id, file }, wantedOne) {
  const place = wantedOne.replace(/^src\/|\/$/g, "");
  return id === wantedOne || file.startsWith(`src/${place}/`) || file === `src/${place}`;
}

function remembered(mutant, memory) {
  return memory.verdictOf(mutant, mirroredTests(mutant.file)) ?? { killed: false, by: "has not run" };
}

/** Each mutant's end: `killed`, and `by` which test. */
async function judge(mutants, memory) {
  let runner;
  const green = new Map();
  const isGreen = async (test) => {
    if (!green.has(test)) green.set(test, (await runner.run([test], undefined)).failure === undefined);
    return green.get(test);
  };
  const verdicts = [];
  for (const mutant of mutants) {
    const tests = mirroredTests(mutant.file, memory.secondsOf);
    let verdict = options.fresh ? undefined : memory.verdictOf(mutant, tests);
    if (verdict === undefined) {
      runner ??= await startTestRunner(Number(options.workers));
      const started = performance.now();
      const { failure, seconds } = tests.length === 0 ? { seconds: [] } : await runner.run(tests, mutant);
      const took = `${((performance.now() - started) / 1000).toFixed(1)} s`;
      verdict = { killed: failure !== undefined, by: failure ?? `none of ${tests.length} test files` };
      const killer = tests.find((test) => failure?.startsWith(test));
      if (killer !== undefined && !(await isGreen(killer)))
        throw new Error(`${killer} fails without any mutant: mend it first.`);
      memory.keep(mutant, tests, verdict, seconds);
      console.log(`${line(mutant, verdict)} (${took})`);
    }
    verdicts.push(verdict);
  }
  await runner?.close();
  return verdicts;
}

function line({ id, file }, { killed, by }) {
  return `${killed ? "killed  " : "SURVIVED"} ${id.padEnd(5)} ${file}: ${by}`;
}

/** Prints survivors and shares of each part; the exit code. */
function told(mutants, verdicts) {
  const ends = mutants.map((mutant, at) => ({ mutant, part: partOf(mutant.file), verdict: verdicts[at] }));
  console.log("");
  for (const { mutant, verdict } of ends)
    if (!verdict.killed) console.log(`${line(mutant, verdict)}\n         ${mutant.breaks}`);
  for (const name of new Set(ends.map(({ part }) => part)))
    console.log(
      share(
        name,
        ends.filter(({ part }) => part === name).map(({ verdict }) => verdict),
      ),
    );
  console.log(share("all", verdicts));
  return verdicts.filter(({ killed }) => killed).length >= LEAST_KILLED * verdicts.length ? 0 : 1;
}

function share(name, verdicts) {
  const killed = verdicts.filter((verdict) => verdict.killed).length;
  const percent = verdicts.length === 0 ? 100 : (100 * killed) / verdicts.length;
  return `${name.padEnd(10)} ${killed} of ${verdicts.length} killed, ${percent.toFixed(0)} %`;
}
