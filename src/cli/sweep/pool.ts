import { Worker } from "node:worker_threads";
import type { FinishedPart, JobDescription } from "./job.ts";

/** What the threads of a pool share: which parts there are, which is next, how many points are done. */
export interface SharedCounters {
  /** Numbers of the parts to compute. */
  readonly parts: Int32Array<SharedArrayBuffer>;
  /** [0] place in `parts` of the next one; [1] points done. */
  readonly counts: Int32Array<SharedArrayBuffer>;
}

export interface WorkerInput extends SharedCounters {
  readonly description: JobDescription;
}

/** A worker tells of each part, then of its end; an error the user can put right comes as text. */
export type WorkerMessage =
  ({ readonly kind: "part" } & FinishedPart) | { readonly kind: "bad-input"; readonly message: string };

export function sharedCounters(parts: readonly number[]): SharedCounters {
  const list = new Int32Array(new SharedArrayBuffer(4 * Math.max(1, parts.length))).subarray(0, parts.length);
  list.set(parts);
  return { parts: list, counts: new Int32Array(new SharedArrayBuffer(8)) };
}

export interface PoolInput extends WorkerInput {
  readonly workers: number;
  /** The bundled worker. */
  readonly script: string;
  readonly onMessage: (message: WorkerMessage) => void;
}

/**
 * Computes the parts in worker threads. A thread takes the next part off a shared counter, so that parts of unequal
 * cost even out without a message. Ends when all threads have, or with the first error.
 */
export async function runPool({ workers, script, onMessage, ...input }: PoolInput): Promise<void> {
  const workerData = { kind: "parts", ...input };
  const threads = Array.from({ length: workers }, () => new Worker(script, { workerData }));
  const ends = threads.map(
    (thread) =>
      new Promise<void>((resolve, reject) => {
        thread.on("message", (message: WorkerMessage) => {
          try {
            onMessage(message);
          } catch (error) {
            reject(error as Error);
          }
        });
        thread.once("error", reject);
        thread.once("exit", (code) =>
          code === 0 ? resolve() : reject(new Error(`a worker ended with ${code}`)),
        );
      }),
  );
  try {
    await Promise.all(ends);
  } finally {
    await Promise.all(threads.map((thread) => thread.terminate()));
  }
}
