import {
  FLOPS_PER_PARAMETER_TOKEN as SIX,
  type Allocation,
  type LawDescription,
  type ScalingLaw,
} from "./scaling-law.ts";

/** L(N, D) = E + A / N^alpha + B / D^beta (Hoffmann 2022, approach 3). */
export interface ParametricFit extends LawDescription {
  readonly E: number;
  readonly A: number;
  readonly B: number;
  readonly alpha: number;
  readonly beta: number;
}

/**
 * The parametric law in closed form. With C = 6·N·D:
 *
 *   G = (alpha·A / (beta·B))^(1/(alpha+beta)),  a = beta/(alpha+beta),  b = alpha/(alpha+beta)
 *   N* = G·(C/6)^a,  D* = (C/6)^b / G
 *   L* = E + K·(C/6)^−g,  g = alpha·beta/(alpha+beta),  K = A·G^−alpha + B·G^beta
 *   C(L) = 6·(K / (L − E))^(1/g),  D(N, L) = (B / (L − E − A/N^alpha))^(1/beta)
 *
 * Source: Hoffmann 2022, arXiv:2203.15556, §3.3 and appendix D.
 */
export function parametricLaw({ E, A, B, alpha, beta, ...description }: ParametricFit): ScalingLaw {
  const G = ((alpha * A) / (beta * B)) ** (1 / (alpha + beta));
  const g = (alpha * beta) / (alpha + beta);
  const K = A * G ** -alpha + B * G ** beta;
  const loss = (parameters: number, tokens: number): number =>
    E + A / parameters ** alpha + B / tokens ** beta;
  return {
    ...description,
    loss,
    optimum: (flops: number): Allocation => {
      const work = flops / SIX;
      const parameters = G * work ** (beta / (alpha + beta));
      return { parameters, tokens: work / parameters, loss: E + K * work ** -g };
    },
    flopsForLoss: (target) => (target > E ? SIX * (K / (target - E)) ** (1 / g) : undefined),
    tokensForLoss: (parameters, target) => {
      const left = target - E - A / parameters ** alpha;
      return left > 0 ? (B / left) ** (1 / beta) : undefined;
    },
  };
}

/** An allocation rule N* = anchor·(C/anchorFlops)^a with the losses of another law (Hoffmann 2022, approaches 1 and 2). */
export function allocationLaw(
  {
    id,
    label,
    source,
    exponent,
  }: { readonly id: string; readonly label: string; readonly source: string; readonly exponent: number },
  anchor: { readonly flops: number; readonly parameters: number },
  losses: ScalingLaw,
): ScalingLaw {
  const optimum = (flops: number): Allocation => {
    const parameters = anchor.parameters * (flops / anchor.flops) ** exponent;
    const tokens = flops / (SIX * parameters);
    return { parameters, tokens, loss: losses.loss(parameters, tokens) };
  };
  return {
    ...losses,
    id,
    label,
    source,
    status: "derived",
    lossesOf: losses.id,
    optimum,
    flopsForLoss: (target) => solveFlops((flops) => optimum(flops).loss, target),
  };
}

/** Range of training FLOPs that laws are solved over: a minute of one chip to far beyond any machine. */
const LEAST_FLOPS = 1e15;
const MOST_FLOPS = 1e32;

/** Flops at which a falling loss reaches `target`, by bisection of the logarithm; undefined if it never does. */
export function solveFlops(lossAt: (flops: number) => number, target: number): number | undefined {
  if (lossAt(MOST_FLOPS) > target) return undefined;
  let low = Math.log(LEAST_FLOPS);
  let high = Math.log(MOST_FLOPS);
  for (let step = 0; step < 200 && high - low > 1e-13 * high; step++) {
    const middle = (low + high) / 2;
    if (lossAt(Math.exp(middle)) > target) low = middle;
    else high = middle;
  }
  return Math.exp(high);
}
