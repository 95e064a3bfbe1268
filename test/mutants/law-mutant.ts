/**
 * One fault in a law of `src/`: a factor, a bound, a comparison, a dropped term. A test beside the law must fail with
 * it; `npm run mutation` puts the faults in, one by one, and looks whether one does.
 */
export interface LawMutant {
  /** Unique over all tables, for `npm run mutation -- ID`. */
  readonly id: string;
  /** The file with the law, from the repository's root. */
  readonly file: string;
  /** Text of that file, found in it once: lines may move, and a law that is rewritten asks for a new mutant. */
  readonly find: string;
  readonly replace: string;
  /** What the fault says of the world, so that whoever reads that it survived knows which law is unguarded. */
  readonly breaks: string;
}
