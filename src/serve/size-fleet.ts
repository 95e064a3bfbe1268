/** What one size of a family came to: the share of requests within the limits, or why it runs none. */
export type Tried<T> =
  | { readonly kind: "serves"; readonly attained: number; readonly answer: T }
  | { readonly kind: "misfit"; readonly because: string };

export interface Fleet<T> {
  /** The least size that keeps the share; undefined where none of those tried does. */
  readonly size?: number;
  readonly answer?: T;
  readonly tried: readonly { readonly size: number; readonly outcome: Tried<T> }[];
}

/**
 * The least of ascending `sizes` at which a share of the requests is kept within the limits: doubled until one does,
 * then bisected between the last that does not and the first that does. A larger machine of a family is taken to keep no
 * less; both neighbours of the answer were simulated.
 */
export async function sizeFleet<T>(
  sizes: readonly number[],
  share: number,
  serveAt: (size: number) => Promise<Tried<T>>,
): Promise<Fleet<T>> {
  const tried: { size: number; outcome: Tried<T> }[] = [];
  let found: { at: number; answer: T } | undefined;
  const good = async (at: number): Promise<boolean> => {
    const size = sizes[at]!;
    const outcome = await serveAt(size);
    tried.push({ size, outcome });
    const keeps = outcome.kind === "serves" && outcome.attained >= share;
    if (keeps) found = { at, answer: outcome.answer };
    return keeps;
  };
  let bad = -1;
  for (let at = 0; at < sizes.length; at = nextDouble(sizes, at)) {
    if (await good(at)) break;
    bad = at;
  }
  while (found !== undefined && found.at - bad > 1) {
    const middle = (bad + found.at) >> 1;
    if (!(await good(middle))) bad = middle;
  }
  const least = found;
  return least === undefined ? { tried } : { size: sizes[least.at]!, answer: least.answer, tried };
}

/** The place of the first size that is at least twice the one at `at`; of the last, where there is none. */
function nextDouble(sizes: readonly number[], at: number): number {
  if (at === sizes.length - 1) return sizes.length;
  const twice = sizes.findIndex((size) => size >= 2 * sizes[at]!);
  return twice < 0 ? sizes.length - 1 : twice;
}
