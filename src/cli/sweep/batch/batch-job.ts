/** An array of tasks, one a shard, as every batch system understands it. */
export interface BatchJob {
  readonly name: string;
  /** `dse` and the arguments that all tasks share, word by word. */
  readonly command: readonly string[];
  readonly shards: number;
  /** Cores that a task asks for and, if it is threaded, threads that it starts. */
  readonly cores: number;
  readonly isThreaded: boolean;
  /** Further options in the words of the batch system: `--partition=long`. */
  readonly options: readonly string[];
  /** Folder from which relative paths count. */
  readonly folder: string;
}

/** A word as a shell reads it back. */
export function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** The command of one task: the index of its shard comes from the batch system. */
export const taskCommand = ({ command, shards, cores, isThreaded }: BatchJob): readonly string[] => [
  ...command,
  "--shard",
  `/${shards}`,
  ...(isThreaded ? ["--workers", String(cores)] : []),
  "--quiet",
];

/** `0-7`, or `3,17,42` where only some are meant. */
export function indexList(indexes: readonly number[], first = 0): string {
  const shown = indexes.map((index) => index + first);
  const isRun = shown.length > 2 && shown.every((index, at) => index === shown[0]! + at);
  return isRun ? `${shown[0]}-${shown.at(-1)}` : shown.join(",");
}

export const allShards = ({ shards }: BatchJob): readonly number[] =>
  Array.from({ length: shards }, (_, index) => index);
