/**
 * Random input, in child processes: mutated specs are checked, some of them evaluated, command lines run. No case may
 * abort, run on, end in a bug report, give a number that is none, take a gibibyte, or write what it was not told to.
 *
 *   node test/fuzz/fuzz.mjs [--checked N] [--evaluated N] [--lines N] [--seed N] [--limit-minutes N] [--case JOB:SEED:INDEX]
 *
 * A batch is told by its seed alone: `--case lines:7:12` runs the thirteenth of the batch with seed 7 again.
 */
import { fork } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clearInterval, setInterval } from "node:timers";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { FULL, SEED } from "./plan.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
/** Cases of one child process. */
const BATCH = { checked: 2000, evaluated: 250, lines: 1000 };
/** Seconds of processor time of one case after which it is taken for endless, and how often that is looked at. */
const PATIENCE_SECONDS = 30;
const LOOK_SECONDS = 5;
/** Seconds for the same where processor times cannot be read: other work may keep the machine busy. */
const PATIENCE_ELSEWHERE_SECONDS = 600;
const MOST_MEBIBYTES = 1024;
/** Cases drawn for each that counts, after which the generator is taken to make none that does. */
const DRAWS_PER_CASE = 20;

const { values } = parseArgs({
  options: {
    ...{ checked: { type: "string" }, evaluated: { type: "string" }, lines: { type: "string" } },
    ...{ seed: { type: "string" }, "limit-minutes": { type: "string" }, case: { type: "string" } },
  },
});
const deadline = Date.now() + 60_000 * Number(values["limit-minutes"] ?? FULL.limitMinutes);
const folder = mkdtempSync(join(tmpdir(), "dse-fuzz-"));

/** One child: what failed in it, how many cases it came to, and the memory it took. */
function batch(job, seed, count) {
  return new Promise((resolve) => {
    const child = fork(join(root, "test/fuzz/child.mjs"), [job, String(seed), String(count), root, folder], {
      execArgv: ["--max-old-space-size=900"],
      stdio: ["ignore", "ignore", "pipe", "ipc"],
      env: { ...process.env, NO_COLOR: "1", XDG_CACHE_HOME: "/dev/null" },
    });
    const failures = [];
    let [begun, mebibytes, done, heard, tally] = [-1, 0, false, "", {}];
    let since = { used: 0, at: Date.now() };
    const wait = () => (since = { used: processorSeconds(child.pid), at: Date.now() });
    const timer = setInterval(() => {
      const used = processorSeconds(child.pid);
      const endless =
        used === undefined
          ? Date.now() - since.at > 1000 * PATIENCE_ELSEWHERE_SECONDS
          : used - (since.used ?? 0) > PATIENCE_SECONDS;
      if (endless) child.kill("SIGKILL");
    }, 1000 * LOOK_SECONDS);
    child.stderr.on("data", (text) => (heard = `${heard}${text}`.slice(-4000)));
    child.on("message", (message) => {
      wait();
      if (message.begin !== undefined) begun = message.begin;
      if (message.failed !== undefined) failures.push({ index: message.failed, ...message });
      if (message.done) [done, mebibytes, tally] = [true, message.mebibytes, message.tally];
    });
    child.on("exit", (code, signal) => {
      clearInterval(timer);
      if (!done)
        failures.push({ index: begun, failure: `ended with ${signal ?? code}: ${heard}`, shown: "" });
      resolve({ failures, cases: done ? count : begun + 1, mebibytes, tally });
    });
  });
}

/** Ticks of processor time a second, as Linux counts them for processes. */
const TICKS = 100;

/** Processor time that a process has taken; undefined where no such file tells it. */
function processorSeconds(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /s, "")
      .split(" ");
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return undefined;
  }
}

async function job(name, total) {
  const found = { cases: 0, failures: 0, mebibytes: 0 };
  const tallies = {};
  /** Cases, or those among them that were evaluated, where they are what is counted. */
  const reached = () => (name === "evaluated" ? (tallies.evaluated ?? 0) : found.cases);
  const most = DRAWS_PER_CASE * total;
  for (let number = 0; reached() < total && found.cases < most && Date.now() < deadline; number++) {
    const seed = Number(values.seed ?? SEED) + number;
    const { failures, cases, mebibytes, tally } = await batch(
      name,
      seed,
      Math.min(BATCH[name], (name === "evaluated" ? 2 : 1) * (total - reached())),
    );
    found.cases += Math.max(1, cases);
    found.failures += failures.length;
    found.mebibytes = Math.max(found.mebibytes, mebibytes);
    for (const [kind, count] of Object.entries(tally)) tallies[kind] = (tallies[kind] ?? 0) + count;
    for (const { index, failure, shown } of failures)
      console.log(`FAILED ${name}:${seed}:${index}\n  ${shown}\n  ${failure}`);
  }
  const cause = found.cases < most ? "the time limit was reached" : `${most} were drawn`;
  const short = reached() < total ? `, ${reached()} of ${total}: ${cause}` : "";
  const large = found.mebibytes > MOST_MEBIBYTES ? ` (more than ${MOST_MEBIBYTES})` : "";
  const kinds = Object.entries(tallies).map(([kind, count]) => `${count} ${kind}`);
  console.log(
    `${name}: ${found.cases} cases${short}, ${found.failures} failed, ${found.mebibytes} MiB at most${large}` +
      (kinds.length > 0 ? `; ${kinds.join(", ")}` : ""),
  );
  return found.failures + (large === "" ? 0 : 1) + (found.cases >= most && short !== "" ? 1 : 0);
}

async function single(text) {
  const [name, seed, index] = text.split(":");
  const { failures } = await batch(name, Number(seed), Number(index) + 1);
  for (const one of failures)
    console.log(`FAILED ${name}:${seed}:${one.index}\n  ${one.shown}\n  ${one.failure}`);
  return failures.length;
}

let failed = 0;
try {
  if (values.case !== undefined) failed = await single(values.case);
  else for (const name of Object.keys(BATCH)) failed += await job(name, Number(values[name] ?? FULL[name]));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
process.exitCode = failed > 0 ? 1 : 0;
