import { join } from "node:path";
import { BadInput } from "../exit-code.ts";
import { WORKER_SCRIPT, type FinishedPart, type Job, type JobDescription } from "./job.ts";
import { runPool, sharedCounters } from "./pool.ts";

/** The event loop gets a turn that often while this thread computes: signals are heard, progress is drawn. */
const TURN_MILLISECONDS = 50;

export interface ComputeInput {
  readonly description: JobDescription;
  readonly parts: readonly number[];
  readonly workers: number;
  /** The job as this thread opened it; used where no other thread is worth its start. */
  readonly job: Job;
  readonly onPart: (part: FinishedPart) => void;
  readonly onProgress: (pointsDone: number) => void;
}

/** Computes parts here or in worker threads, and hands them on as they are finished, in no particular order. */
export async function computeParts(input: ComputeInput): Promise<void> {
  const { parts, workers, onPart, onProgress, description } = input;
  if (Math.min(workers, parts.length) <= 1) return computeHere(input);
  const shared = sharedCounters(parts);
  const timer = setInterval(() => onProgress(Atomics.load(shared.counts, 1)), 2 * TURN_MILLISECONDS);
  try {
    await runPool({
      ...shared,
      description,
      workers: Math.min(workers, parts.length),
      script: join(description.packageFolder, WORKER_SCRIPT),
      onMessage(message) {
        if (message.kind === "bad-input") throw new BadInput(message.message);
        onPart(message);
      },
    });
  } finally {
    clearInterval(timer);
  }
}

async function computeHere({ job, parts, onPart, onProgress }: ComputeInput): Promise<void> {
  let done = 0;
  let turn = performance.now();
  const onPoint = (): void | Promise<void> => {
    done += 1;
    if (performance.now() - turn < TURN_MILLISECONDS) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        onProgress(done);
        turn = performance.now();
        resolve();
      });
    });
  };
  for (const part of parts) {
    onPart(await job.compute(part, onPoint));
    await onPoint();
    done -= 1;
  }
}
