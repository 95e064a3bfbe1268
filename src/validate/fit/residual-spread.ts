type Values = readonly number[];

/** What residuals of a fit say of one of its constants. */
export interface ConstantResiduals {
  /** ln(predicted / measured) of each record. */
  readonly residuals: Values;
  /** Of each record's residual by the constant's logarithm. */
  readonly derivatives: Values;
  readonly weights: Values;
  /** What each record is alike in with others: one model on one chip, say. */
  readonly families: readonly string[];
}

/** Nine of ten families lie within, by how much a constant has to say on them. */
const TAIL = 0.05;
/** A constant's derivative says nothing about values further than four times away (assumed). */
const FURTHEST = Math.log(4);

/**
 * How far a constant's logarithm would have to move for each family of runs alone: δ = −Σ w·d·r / Σ w·d², its least
 * squares. Returned are the least and the largest δ of the nine families in ten that hinge on it most (each counts as
 * Σ w·d²), no move among them. So residuals that a constant causes widen its range, and those of others do not.
 */
export function residualSpread({
  residuals,
  derivatives,
  weights,
  families,
}: ConstantResiduals): readonly [down: number, up: number] {
  const sums = new Map<string, { say: number; pull: number }>();
  families.forEach((family, record) => {
    const [weight, by] = [weights[record] ?? 0, derivatives[record] ?? 0];
    const { say, pull } = sums.get(family) ?? { say: 0, pull: 0 };
    sums.set(family, {
      say: say + weight * by ** 2,
      pull: pull - weight * by * (residuals[record] ?? 0),
    });
  });
  const moves = [...sums.values()]
    .filter(({ say }) => say > 0)
    .map(({ say, pull }) => ({ move: pull / say, say }))
    .sort((a, b) => a.move - b.move);
  const whole = moves.reduce((sum, { say }) => sum + say, 0);
  const at = (share: number): number => {
    let below = 0;
    return moves.find(({ say }) => (below += say) >= share * whole)?.move ?? 0;
  };
  return [Math.max(-FURTHEST, Math.min(0, at(TAIL))), Math.min(FURTHEST, Math.max(0, at(1 - TAIL)))];
}
