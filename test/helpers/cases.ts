/**
 * How many cases the tests with many go through: a small part each run, all of them with `npm run fuzz`, which sets
 * DSE_ALL_CASES. Random cases are drawn by the seed; of a list, every n-th is taken, so that no kind is left out.
 */
const CASES = {
  "every workload on every system": { everyday: 1 / 3, all: 1 },
  "one plan for run, plan and library": { everyday: 1 / 3, all: 1 },
  "machines of the compiled evaluator": { everyday: 1 / 3, all: 1 },
  "compiled evaluator": { everyday: 1_500, all: 10_000, seed: 1 },
  "bounds of small plans": { everyday: 20, all: 60, seed: 1 },
  "splits of small plans": { everyday: 6, all: 15, seed: 2 },
  "seeds of NSGA-II": { everyday: 3, all: 11 },
  "disguised records": { everyday: 1 / 5, all: 1 },
  "records of any fields": { everyday: 100, all: 300, seed: 7 },
  "spellings of quantities": { everyday: 2, all: 20, seed: 1850 },
  "points of physics": { everyday: 12, all: 1000, seed: 5 },
} satisfies Readonly<Record<string, Cases>>;

interface Cases {
  readonly everyday: number;
  readonly all: number;
  readonly seed?: number;
}

export const goesThroughAll = process.env["DSE_ALL_CASES"] === "1";

/** The number of cases, or the share of a list. */
export function casesOf(name: keyof typeof CASES): number {
  const { everyday, all } = CASES[name];
  return goesThroughAll ? all : everyday;
}

/** What fast-check draws. */
export function drawsOf(name: keyof typeof CASES): { readonly numRuns: number; readonly seed: number } {
  const { seed }: Cases = CASES[name];
  if (seed === undefined) throw new Error(`${name}: without a seed nothing is drawn`);
  return { numRuns: casesOf(name), seed };
}

/** Of a list the part that is gone through: every n-th from the first on. */
export function someOf<T>(name: keyof typeof CASES, items: readonly T[]): readonly T[] {
  const step = Math.round(1 / casesOf(name));
  return items.filter((_, at) => at % step === 0);
}
