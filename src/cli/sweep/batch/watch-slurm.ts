import type { Slurm } from "./slurm.ts";

export interface WatchInput {
  readonly slurm: Slurm;
  /** Script that does these shards. */
  readonly scriptFor: (shards: readonly number[]) => string;
  /** Shards with a part that is not finished. */
  readonly missing: () => readonly number[];
  /** Submissions at most; the first counts. */
  readonly attempts: number;
  readonly pause: () => Promise<void>;
  readonly say: (text: string) => void;
  readonly onSubmit: (job: string) => void;
  readonly onWait: (activeTasks: number) => void;
}

/**
 * Submits the missing shards as one array, waits until no task is left, and submits again only what is still missing:
 * tasks that were killed, and those of lost nodes. Returns the shards that stay missing.
 */
export async function watchSlurm(input: WatchInput): Promise<readonly number[]> {
  const { slurm, scriptFor, missing, attempts, pause, say, onSubmit, onWait } = input;
  let left = missing();
  for (let attempt = 1; attempt <= attempts && left.length > 0; attempt++) {
    const job = slurm.submit(scriptFor(left));
    onSubmit(job);
    say(
      `job ${job}: ${left.length} ${left.length === 1 ? "shard" : "shards"}, attempt ${attempt} of ${attempts}`,
    );
    for (let active = slurm.active(job); active > 0; active = slurm.active(job)) {
      onWait(active);
      await pause();
    }
    left = missing();
  }
  return left;
}
