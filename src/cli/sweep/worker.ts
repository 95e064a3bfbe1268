import { parentPort, workerData } from "node:worker_threads";
import { BadInput } from "../exit-code.ts";
import type { SliceAnswer, SliceRequest } from "./batch-server.ts";
import { openJob, type Job, type JobDescription } from "./job.ts";
import type { SharedCounters, WorkerMessage } from "./pool.ts";

/** What a thread is started with. */
type WorkerTask =
  | ({ readonly kind: "parts"; readonly description: JobDescription } & SharedCounters)
  | { readonly kind: "slices"; readonly description: JobDescription };

/**
 * One thread of a sweep, a file of its own (dist/cli/sweep-worker.js). Of a list it takes part after part off a shared
 * counter until none is left; of a search it evaluates what it is sent, until it is ended.
 */
const task = workerData as WorkerTask;
const tell = (message: WorkerMessage | SliceAnswer): void => parentPort?.postMessage(message);

async function computeParts({ compute }: Job, { parts, counts }: SharedCounters): Promise<void> {
  for (let next = Atomics.add(counts, 0, 1); next < parts.length; next = Atomics.add(counts, 0, 1))
    tell({ kind: "part", ...(await compute(parts[next]!, () => void Atomics.add(counts, 1, 1))) });
}

async function answer(job: Promise<Job>, { at, asked }: SliceRequest): Promise<void> {
  await refusing(async () => tell({ kind: "slice", at, evaluated: await (await job).evaluate(asked) }));
}

/** What the user can put right is told in words; anything else ends the thread. */
async function refusing(run: () => Promise<void>): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    tell({ kind: "bad-input", message: error.message });
  }
}

const job = openJob(task.description);
if (task.kind === "parts") await refusing(async () => computeParts(await job, task));
else parentPort?.on("message", (request: SliceRequest) => void answer(job, request));
