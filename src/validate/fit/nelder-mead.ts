export interface Minimum {
  readonly at: readonly number[];
  readonly value: number;
}

/** Reflection, expansion, contraction, shrinkage. Nelder and Mead 1965. */
const REFLECT = 1;
const EXPAND = 2;
const CONTRACT = 0.5;
const SHRINK = 0.5;

/**
 * Minimise a function of few variables without gradients (Nelder-Mead simplex), deterministically: the first simplex
 * is `start` and a step of `size` along each axis; it ends when no vertex differs from the best by more than
 * `tolerance` in value, or after `most` evaluations.
 */
export async function minimise(
  of: (at: readonly number[]) => Promise<number>,
  start: readonly number[],
  { size, tolerance, most }: { readonly size: number; readonly tolerance: number; readonly most: number },
): Promise<Minimum> {
  let evaluations = 0;
  const evaluated = async (at: readonly number[]): Promise<Minimum> => {
    evaluations += 1;
    return { at, value: await of(at) };
  };
  let simplex = [await evaluated(start)];
  for (let axis = 0; axis < start.length; axis++)
    simplex.push(await evaluated(start.map((x, i) => (i === axis ? x + size : x))));
  for (;;) {
    simplex.sort((a, b) => a.value - b.value);
    const best = simplex[0] as Minimum;
    const worst = simplex.at(-1) as Minimum;
    const second = simplex.at(-2) as Minimum;
    if (evaluations >= most || worst.value - best.value <= tolerance) return best;
    const centre = centreOf(simplex.slice(0, -1));
    const along = (step: number): readonly number[] =>
      centre.map((x, i) => x + step * (x - (worst.at[i] ?? x)));
    const reflected = await evaluated(along(REFLECT));
    if (reflected.value < best.value) {
      const expanded = await evaluated(along(EXPAND));
      simplex[simplex.length - 1] = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < second.value) simplex[simplex.length - 1] = reflected;
    else {
      const outside = reflected.value < worst.value;
      const contracted = await evaluated(along(outside ? CONTRACT : -CONTRACT));
      if (contracted.value < Math.min(reflected.value, worst.value)) simplex[simplex.length - 1] = contracted;
      else {
        const shrunk = [best];
        for (const { at } of simplex.slice(1))
          shrunk.push(
            await evaluated(at.map((x, i) => (best.at[i] ?? x) + SHRINK * (x - (best.at[i] ?? x)))),
          );
        simplex = shrunk;
      }
    }
  }
}

function centreOf(vertices: readonly Minimum[]): readonly number[] {
  const [first] = vertices;
  return (first?.at ?? []).map(
    (_, i) => vertices.reduce((sum, { at }) => sum + (at[i] ?? 0), 0) / vertices.length,
  );
}
