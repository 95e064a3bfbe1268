/** Something that jobs hold while others wait for it. */
export interface Waits {
  readonly name: string;
  readonly holders: () => readonly number[];
  /** In the order in which they would be served. */
  readonly waiting: () => readonly number[];
}

/** Nothing can happen any more, and jobs still wait. */
export class Deadlock extends Error {
  override readonly name = "Deadlock";
}

/**
 * Call when no event is left: an error that says who waits for whom, if anybody still waits. A circle of jobs that
 * wait for each other is named first; without one, somebody holds what the others wait for and never gives it back.
 */
export function refuseDeadlock(resources: readonly Waits[], jobName: (job: number) => string): void {
  const waits: readonly Wait[] = resources.flatMap(({ name, holders, waiting }) =>
    waiting().map((job) => ({ job, name, holders: [...holders()] })),
  );
  if (waits.length === 0) return;
  const circle = findCircle(waits);
  const sentences = (circle ?? waits).map(
    ({ job, name, holders }) => `${jobName(job)} waits for ${name}, held by ${listed(holders.map(jobName))}`,
  );
  throw new Deadlock(
    `${circle === undefined ? "nothing can happen any more" : "jobs wait for each other in a circle"}: ${sentences.join("; ")}`,
  );
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "nobody" : names.join(" and ");
}

interface Wait {
  readonly job: number;
  readonly name: string;
  readonly holders: readonly number[];
}

/** Waits of which each is for the job of the next, and the last for that of the first. */
function findCircle(waits: readonly Wait[]): readonly Wait[] | undefined {
  const clear = new Set<number>();
  const search = (job: number, path: readonly Wait[]): readonly Wait[] | undefined => {
    const seen = path.findIndex((wait) => wait.job === job);
    if (seen >= 0) return path.slice(seen);
    if (clear.has(job)) return undefined;
    for (const wait of waits)
      if (wait.job === job)
        for (const holder of wait.holders) {
          const circle = search(holder, [...path, wait]);
          if (circle !== undefined) return circle;
        }
    clear.add(job);
    return undefined;
  };
  for (const { job } of waits) {
    const circle = search(job, []);
    if (circle !== undefined) return circle;
  }
  return undefined;
}
