/** What a run of `dse` tells the shell. */
export const EXIT = {
  done: 0,
  /** An expectation failed, a claim's verdict differs from the recorded one, or nothing was feasible. */
  refuted: 1,
  /** The user's input cannot be used: arguments, specs, files. */
  badInput: 2,
  /** A broken invariant of this program. */
  bug: 70,
  interrupted: 130,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Something the user can put right: told in one sentence, without a stack, exit 2. */
export class BadInput extends Error {}
