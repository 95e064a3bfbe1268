/**
 * Weight sparsity: L(S, N, D) = (aS·(1 − S)^bS + cS)·N^−bN + (aD/D)^bD + c, N the non-zero parameters.
 * Source: Frantar 2023, arXiv:2309.08520.
 */
export interface SparseFit {
  readonly id: string;
  readonly source: string;
  readonly aS: number;
  readonly bS: number;
  readonly cS: number;
  readonly bN: number;
  /** Tokens (T5) or images (ViT) of the data term. */
  readonly aD: number;
  readonly bD: number;
  readonly c: number;
}

export const SPARSE_FITS = {
  "t5-c4": {
    id: "t5-c4",
    source: "Frantar 2023, T5 on C4; recalled",
    aS: 16.8,
    bS: 0.722,
    cS: 45,
    bN: 0.245,
    aD: 6.9e8,
    bD: 0.203,
    c: 0.651,
  },
  "vit-jft": {
    id: "vit-jft",
    source: "Frantar 2023, ViT on JFT; authors' notebook",
    aS: 294,
    bS: 0.821,
    cS: 468,
    bN: 0.392,
    aD: 2.37e8,
    bD: 0.89,
    c: 4.517,
  },
} as const satisfies Readonly<Record<string, SparseFit>>;

/**
 * Dense size with the quality of a sparse model, per non-zero parameter: the N' with aS + cS over N'^bN equal to the
 * sparse model's term, N'/N = ((aS + cS) / (aS·(1 − S)^bS + cS))^(1/bN).
 */
export function denseEquivalentGain({ aS, bS, cS, bN }: SparseFit, sparsity: number): number {
  return ((aS + cS) / (aS * (1 - sparsity) ** bS + cS)) ** (1 / bN);
}

/**
 * Training cost over 6·N_nnz·D of the gradual pruning schedule: a quarter dense, half on the way, a quarter sparse.
 * Source: Frantar 2023, §4 (recalled).
 */
export function gradualPruningCost(sparsity: number): number {
  return (0.25 + 0.5 * (1 - 0.75 * sparsity)) / (1 - sparsity) + 0.25;
}
