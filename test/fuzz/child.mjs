import { checkJob } from "./check-job.mjs";
import { commandJob } from "./command-job.mjs";
import { evaluateJob } from "./evaluate-job.mjs";

/**
 * One batch in a process of its own: `child.mjs JOB SEED COUNT ROOT FOLDER`. Before each case it tells the parent which
 * one begins, so that an abort or an endless run can be told by its number; at the end what failed, and the memory.
 */
const [job = "", seed, count, root, folder] = process.argv.slice(2);
const JOBS = { checked: checkJob, evaluated: evaluateJob, lines: commandJob };
const { cases, show, run, tally } = JOBS[job]({ root, folder });

for (const [index, one] of cases(Number(seed), Number(count)).entries()) {
  process.send({ begin: index });
  let failure;
  try {
    failure = await run(one);
  } catch (error) {
    failure = error instanceof Error ? error.stack : String(error);
  }
  if (failure !== undefined) process.send({ failed: index, failure, shown: show(one) });
}
process.send({ done: true, tally, mebibytes: Math.round(process.resourceUsage().maxRSS / 1024) });
process.disconnect();
