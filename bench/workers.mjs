import { Worker } from "node:worker_threads";
import { fitting, openSpace, plans } from "./evaluator-space.mjs";

const SYSTEM = "a100-800g-gpus512";
const MACHINES = 64;
const PLANS = 500;
const PASSES = 20;
const ROUNDS = 5;
const LIMIT = 1.7;

/**
 * How much faster do two threads evaluate than one, into columns that they share? Machines are taken off a shared
 * counter; every thread has its prices before the clock starts. The best of five of each.
 */
export async function bench() {
  const { library, workload, base } = await openSpace(SYSTEM);
  const all = plans(library, base, workload.task.globalBatch, Infinity);
  const choices = fitting(library, workload, base, all).slice(0, PLANS);
  const points = MACHINES * choices.length;
  const columns = library.pointColumns(points, Object.keys(library.METRICS).length, { shared: true });
  // [0] machines taken, [1] threads ready, [2] threads done, [3] round to run
  const counts = new Int32Array(new SharedArrayBuffer(16));
  const workerData = { system: SYSTEM, machines: MACHINES, passes: PASSES, choices, columns, counts };
  const script = new URL("evaluator-thread.mjs", import.meta.url);
  const seconds = {};
  for (const threads of [1, 2]) seconds[threads] = await bestOf(threads, { script, workerData, counts });
  if (columns.feasible.includes(0)) throw new Error("a point was not evaluated");
  const ratio = seconds[1] / seconds[2];
  return [
    {
      ...{ what: `${points * PASSES} points in two threads`, value: seconds[2], unit: "s" },
      ...{ yardstick: { what: "in one", value: seconds[1] }, ratio: seconds[2] / seconds[1] },
    },
    { what: "speed of two threads over one", value: ratio, unit: "x", limit: LIMIT, holds: ratio >= LIMIT },
  ];
}

async function bestOf(threads, { script, workerData, counts }) {
  counts.fill(0);
  const workers = Array.from({ length: threads }, () => new Worker(script, { workerData }));
  const ends = workers.map(
    (worker) => new Promise((resolve, reject) => worker.on("error", reject).on("exit", resolve)),
  );
  let best = Infinity;
  for (let round = 1; round <= ROUNDS; round++) {
    await until(counts, 1, threads * round);
    Atomics.store(counts, 0, 0);
    Atomics.store(counts, 2, 0);
    const began = performance.now();
    Atomics.store(counts, 3, round);
    Atomics.notify(counts, 3);
    await until(counts, 2, threads);
    best = Math.min(best, (performance.now() - began) / 1000);
  }
  Atomics.store(counts, 3, -1);
  Atomics.notify(counts, 3);
  await Promise.all(ends);
  return best;
}

/** Waits without holding up the event loop, on which errors of threads arrive. */
async function until(counts, index, value) {
  for (;;) {
    const now = Atomics.load(counts, index);
    if (now >= value) return;
    await Atomics.waitAsync(counts, index, now).value;
  }
}
