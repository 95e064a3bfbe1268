import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type * as LibraryModule from "../../internal.ts";
import type { EvaluatedBatch } from "../../internal.ts";
import { BadInput } from "../exit-code.ts";
import { WORKER_SCRIPT, type AskedBatch, type Job, type JobDescription } from "./job.ts";

/** Evaluates what a search asks for, batch after batch. */
export interface BatchServer {
  readonly evaluate: (asked: AskedBatch, onPoint: () => void | Promise<void>) => Promise<EvaluatedBatch>;
  readonly close: () => Promise<void>;
}

/** In this thread: for a search whose points cost less than their way to another. */
export const localServer = ({ evaluate }: Job): BatchServer => ({
  evaluate,
  close: () => Promise.resolve(),
});

/** What a thread is asked, and what it answers; `at` is the row of the batch at which the slice begins. */
export interface SliceRequest {
  readonly at: number;
  readonly asked: AskedBatch;
}
export type SliceAnswer =
  | { readonly kind: "slice"; readonly at: number; readonly evaluated: EvaluatedBatch }
  | { readonly kind: "bad-input"; readonly message: string };

/** Slices a thread gets of a batch, so that points of unequal cost even out. */
const SLICES_EACH = 4;

/** In worker threads that live as long as the search. Whoever computes a point, its outcome is the same. */
export function threadedServer(
  description: JobDescription,
  workers: number,
  { mergeSlices, sliceOf }: Pick<typeof LibraryModule, "mergeSlices" | "sliceOf">,
): BatchServer {
  const script = join(description.packageFolder, WORKER_SCRIPT);
  const workerData = { kind: "slices", description };
  const threads = Array.from({ length: workers }, () => new Worker(script, { workerData }));
  const died = Promise.race(threads.map(deathOf));
  died.catch(() => undefined);
  return {
    async evaluate({ batch, rung }, onPoint) {
      const size = Math.max(1, Math.ceil(batch.count / (workers * SLICES_EACH)));
      const starts = Array.from({ length: Math.ceil(batch.count / size) }, (_, slice) => slice * size);
      const slices = new Map<number, EvaluatedBatch>();
      const work = async (thread: Worker): Promise<void> => {
        for (let at = starts.shift(); at !== undefined; at = starts.shift()) {
          const asked = { batch: sliceOf(batch, at, Math.min(size, batch.count - at)), rung };
          slices.set(at, await answerOf(thread, { at, asked }));
          for (let point = 0; point < asked.batch.count; point++) await onPoint();
        }
      };
      await Promise.race([Promise.all(threads.map(work)), died]);
      return mergeSlices(batch, rung, slices);
    },
    async close() {
      await Promise.all(threads.map((thread) => thread.terminate()));
    },
  };
}

function answerOf(thread: Worker, request: SliceRequest): Promise<EvaluatedBatch> {
  return new Promise((resolve, reject) => {
    thread.once("message", (answer: SliceAnswer) => {
      if (answer.kind === "slice") resolve(answer.evaluated);
      else reject(new BadInput(answer.message));
    });
    thread.postMessage(request);
  });
}

const deathOf = (thread: Worker): Promise<never> =>
  new Promise((_, reject) => {
    thread.once("error", reject);
    thread.once("exit", (code) => reject(new Error(`a worker ended with ${code}`)));
  });
