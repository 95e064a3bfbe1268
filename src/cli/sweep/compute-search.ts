import type * as LibraryModule from "../../internal.ts";
import type { PartRecord } from "../../internal.ts";
import type { BatchServer } from "./batch-server.ts";
import type { FinishedPart, Job } from "./job.ts";
import type { RunFolder } from "./run-folder.ts";

export interface SearchInput {
  readonly library: Pick<typeof LibraryModule, "askedBatch" | "outcomesTold">;
  readonly job: Job;
  readonly server: BatchServer;
  /** Parts that are finished are not evaluated again: the strategy is told what their records say. */
  readonly folder: Pick<RunFolder, "readPart"> | undefined;
  readonly onPart: (part: FinishedPart) => void;
  readonly onProgress: (pointsDone: number, pointsFound: number) => void;
}

/** The event loop gets a turn that often: signals are heard, progress is drawn. */
const TURN_MILLISECONDS = 50;

/**
 * Runs a search to its end: what it asks for is looked up, or evaluated and stored, and it is told the outcomes.
 * Interrupted at any time, the same search goes on from the last part that was finished.
 */
export async function computeSearch(input: SearchInput): Promise<void> {
  const { library, job, server, folder, onPart, onProgress } = input;
  const { points, plan } = job.sweep;
  if (points.kind !== "search") throw new Error("a list is no search");
  const search = points.start();
  let [first, found] = [0, 0];
  const turn = takesTurns();
  let step = search.next();
  for (let part = 0; step.done !== true; part++) {
    const asked = library.askedBatch(step.value, { first, axes: points.axes });
    const record = folder?.readPart(part);
    const isKnown = record !== undefined && continues(record, first, asked.batch.count);
    let done = 0;
    const onPoint = (): void | Promise<void> => turn(() => onProgress(first + ++done, found));
    const finished = isKnown
      ? knownPart(record)
      : await job.finish(await server.evaluate(asked, onPoint), part);
    first += asked.batch.count;
    if (isKnown) found = first;
    onPart(finished);
    step = search.next(library.outcomesTold(finished.summary.told!, plan.objectives));
  }
}

const continues = ({ first, count, told }: PartRecord, at: number, wanted: number): boolean =>
  first === at && count === wanted && told !== undefined;

const knownPart = ({ rows, ...summary }: PartRecord): FinishedPart => ({ summary, rows, lines: "" });

/** Counts at once, and now and then waits for the event loop. */
function takesTurns(): (count: () => void) => void | Promise<void> {
  let last = performance.now();
  return (count) => {
    count();
    if (performance.now() - last < TURN_MILLISECONDS) return undefined;
    return new Promise((resolve) => {
      setImmediate(() => {
        last = performance.now();
        resolve();
      });
    });
  };
}
