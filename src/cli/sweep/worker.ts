import { parentPort, workerData } from "node:worker_threads";
import { BadInput } from "../exit-code.ts";
import { openJob } from "./job.ts";
import type { WorkerInput, WorkerMessage } from "./pool.ts";

/**
 * One thread of a sweep: takes part after part until none is left. Starts as a file of its own (dist/cli/sweep-worker.js).
 */
const { description, parts, counts } = workerData as WorkerInput;
const tell = (message: WorkerMessage): void => parentPort?.postMessage(message);

try {
  const job = await openJob(description);
  for (let next = Atomics.add(counts, 0, 1); next < parts.length; next = Atomics.add(counts, 0, 1))
    tell({ kind: "part", ...(await job.compute(parts[next]!, () => void Atomics.add(counts, 1, 1))) });
} catch (error) {
  if (!(error instanceof BadInput)) throw error;
  tell({ kind: "bad-input", message: error.message });
}
