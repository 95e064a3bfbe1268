import { solveFlops } from "./parametric-law.ts";
import { FLOPS_PER_PARAMETER_TOKEN as SIX, type Allocation, type ScalingLaw } from "./scaling-law.ts";

const PETAFLOP_DAY = 8.64e19;
/** L(N, D) = [(Nc/N)^(aN/aD) + Dc/D]^aD. Kaplan 2020, eq. 1.5 and table 2; constants recalled. */
const JOINT = { alphaN: 0.076, alphaD: 0.103, Nc: 6.4e13, Dc: 1.8e13 };
/** N* = 1.3e9 · C^0.73, C in PF/s-days. Kaplan 2020, §6; prefactor recalled. */
const ALLOCATION = { parameters: 1.3e9, exponent: 0.73 };

function loss(parameters: number, tokens: number): number {
  const { alphaN, alphaD, Nc, Dc } = JOINT;
  return ((Nc / parameters) ** (alphaN / alphaD) + Dc / tokens) ** alphaD;
}

function optimum(flops: number): Allocation {
  const parameters = ALLOCATION.parameters * (flops / PETAFLOP_DAY) ** ALLOCATION.exponent;
  const tokens = flops / (SIX * parameters);
  return { parameters, tokens, loss: loss(parameters, tokens) };
}

/** Kaplan 2020: large models on little data. N counts no embeddings. */
export const KAPLAN: ScalingLaw = {
  id: "kaplan",
  label: "Kaplan 2020",
  source: "arXiv:2001.08361, eq. 1.5 and §6; joint constants, prefactor and fitted range (§1.1) recalled",
  status: "published",
  dataset: "WebText2, 50K vocabulary",
  fitted: [
    { of: "parameters", low: 768, high: 1.5e9 },
    { of: "tokens", low: 22e6, high: 23e9 },
  ],
  loss,
  optimum,
  flopsForLoss: (target) => solveFlops((flops) => optimum(flops).loss, target),
  tokensForLoss: (parameters, target) => {
    const { alphaN, alphaD, Nc, Dc } = JOINT;
    const left = target ** (1 / alphaD) - (Nc / parameters) ** (alphaN / alphaD);
    return left > 0 ? Dc / left : undefined;
  },
};
