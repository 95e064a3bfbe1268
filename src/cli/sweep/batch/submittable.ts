/** A command whose work is shared out among the tasks of an array, all of which write to one folder. */
export interface Submittable {
  readonly id: string;
  /** The command and the arguments that all tasks share. */
  readonly words: readonly string[];
  /** Cores that a task asks for. */
  readonly cores: number;
  /** Whether a task takes a number of threads; else it has one. */
  readonly isThreaded: boolean;
  /** At most so many shards. */
  readonly open: (most: number) => Promise<OpenedShards>;
  /** Makes and tells the answer of all shards; false where nothing is found. */
  readonly gather: (shards: number) => Promise<boolean>;
}

export interface OpenedShards {
  readonly shards: number;
  /** Those that are not finished. */
  readonly missing: () => readonly number[];
}
