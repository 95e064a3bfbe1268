import { BadInput } from "../exit-code.ts";

/** One of `count` equal shares of a sweep; `index` counts from 0. */
export interface Shard {
  readonly index: number;
  readonly count: number;
}

/**
 * Variables in which batch systems tell a task of an array its number, and from what they count. Sources: sbatch(1), bsub(1), qsub(1B) of PBS and of Grid Engine, Kubernetes "Indexed Job".
 */
const ARRAYS = [
  { index: "SLURM_ARRAY_TASK_ID", from: 0 },
  { index: "LSB_JOBINDEX", from: 1 },
  { index: "PBS_ARRAY_INDEX", from: 0 },
  { index: "SGE_TASK_ID", from: 1 },
  { index: "JOB_COMPLETION_INDEX", from: 0 },
] as const;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `--shard 3/8`: the fourth of eight. `--shard /8`: the index is the number that the batch system gave this task;
 * systems that count from 1 (LSF, Grid Engine) are counted from 0.
 */
export function readShard(text: string | undefined, environment: Environment): Shard | undefined {
  if (text === undefined) return undefined;
  const [, indexText, countText] = /^(\d*)\/(\d+)$/.exec(text) ?? [];
  const count = Number(countText);
  if (countText === undefined || count < 1)
    throw new BadInput(`--shard ${text}: expected i/n, for example 0/8, or /8 inside a job array`);
  const index = indexText === "" ? indexFromArray(text, environment) : Number(indexText);
  if (index < 0 || index >= count)
    throw new BadInput(`--shard ${text}: the index must lie in 0..${count - 1}, and is ${index}`);
  return { index, count };
}

function indexFromArray(text: string, environment: Environment): number {
  for (const { index, from } of ARRAYS) {
    const value = environment[index];
    if (value !== undefined && /^\d+$/.test(value) && !(from === 1 && value === "0"))
      return Number(value) - from;
  }
  const names = ARRAYS.map(({ index }) => index).join(", ");
  throw new BadInput(`--shard ${text}: no index, since none of ${names} is set`);
}
