/**
 * One search in a process of its own, so that nothing was remembered or compiled before:
 *
 *   node bench/plan-search-once.mjs SYSTEM GLOBAL_BATCH
 *
 * prints counts, and seconds of the search alone (not of Node's start or of loading specs): on the clock, and of the
 * search's own thread on a processor, which a busy machine does not stretch.
 */
import { readFileSync } from "node:fs";
import { openSpace } from "./evaluator-space.mjs";

const [system, globalBatch] = process.argv.slice(2);
const { library, workload: spec, base: arch } = await openSpace(system);
const workload = { ...spec, task: { ...spec.task, globalBatch: Number(globalBatch) } };

/** Linux counts the nanoseconds that a thread was on a processor; elsewhere there is the clock. */
function threadSeconds() {
  try {
    return Number(readFileSync("/proc/thread-self/schedstat", "utf8").split(" ")[0]) / 1e9;
  } catch {
    return performance.now() / 1000;
  }
}

const [began, beganOnThread] = [performance.now(), threadSeconds()];
const { counts, gap, ranking } = library.searchPlan({ arch, workload, breadth: "all" });
const seconds = (performance.now() - began) / 1000;
const onThread = threadSeconds() - beganOnThread;
console.log(
  JSON.stringify({
    ...counts,
    gap,
    secondsPerSample: ranking[0]?.secondsPerSample,
    seconds,
    threadSeconds: onThread,
  }),
);
