import type { ScalingLaw } from "./scaling-law.ts";

/**
 * A law on data of which each token is worth `efficiency` of the law's own: L(N, e·D). With C = 6·N·D the optimum is
 * the law's at e·C, on tokens divided by e; a target loss costs C/e. Pruning raises e, repetition and noise lower it.
 * Source: Sorscher 2022, arXiv:2206.14486, which gives no exponent that holds for all data: so e is the user's.
 */
export function withDataEfficiency(law: ScalingLaw, efficiency: number): ScalingLaw {
  const over = (value: number | undefined): number | undefined =>
    value === undefined ? undefined : value / efficiency;
  return {
    ...law,
    loss: (parameters, tokens) => law.loss(parameters, efficiency * tokens),
    optimum: (flops) => {
      const { parameters, tokens, loss } = law.optimum(efficiency * flops);
      return { parameters, tokens: tokens / efficiency, loss };
    },
    flopsForLoss: (loss) => over(law.flopsForLoss(loss)),
    tokensForLoss: (parameters, loss) => over(law.tokensForLoss(parameters, loss)),
  };
}
