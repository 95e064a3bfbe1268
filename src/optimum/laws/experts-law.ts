/** Routed language models: log10 L = a·log N + b·log Ê + c·log N·log Ê + d. Source: Clark 2022, arXiv:2202.01169. */
export interface ExpertsFit {
  readonly id: string;
  readonly label: string;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  readonly d: number;
  readonly start: number;
  readonly max: number;
  /** Size beyond which experts no longer help, as published: the rounded constants do not give it. */
  readonly cutoffParameters: number;
}

export const EXPERTS_FITS = {
  "s-base": {
    id: "s-base",
    label: "S-BASE",
    a: -0.082,
    b: -0.108,
    c: 0.009,
    d: 1.104,
    start: 1.847,
    max: 314.478,
    cutoffParameters: 937e9,
  },
  "rl-r": {
    id: "rl-r",
    label: "RL-R",
    a: -0.083,
    b: -0.126,
    c: 0.012,
    d: 1.111,
    start: 1.88,
    max: 469.982,
    cutoffParameters: 85e9,
  },
  hash: {
    id: "hash",
    label: "HASH",
    a: -0.087,
    b: -0.136,
    c: 0.012,
    d: 1.157,
    start: 4.175,
    max: 477.741,
    cutoffParameters: 83e9,
  },
} as const satisfies Readonly<Record<string, ExpertsFit>>;

/** Ê, experts with diminishing returns: 1/Ê = 1/(E − 1 + (1/start − 1/max)^−1) + 1/max. */
export function effectiveExperts({ start, max }: ExpertsFit, experts: number): number {
  return 1 / (1 / (experts - 1 + 1 / (1 / start - 1 / max)) + 1 / max);
}

/** Loss of a routed model whose dense part has `parameters`, on 130 billion tokens. */
export function expertsLoss(fit: ExpertsFit, parameters: number, experts: number): number {
  const n = Math.log10(parameters);
  const e = Math.log10(effectiveExperts(fit, experts));
  return 10 ** (fit.a * n + fit.b * e + fit.c * n * e + fit.d);
}

/**
 * What a routed model is worth, as a power law of its dense part: N' = gain·N^power has the loss of N with `experts`.
 * From log L alike on both sides: power = (a + c·log Ê)/(a + c·log Ê₁), log gain = b·(log Ê − log Ê₁)/(a + c·log Ê₁).
 */
export function expertsWorth(
  fit: ExpertsFit,
  experts: number,
): { readonly gain: number; readonly power: number } {
  const one = Math.log10(effectiveExperts(fit, 1));
  const many = Math.log10(effectiveExperts(fit, experts));
  const slope = fit.a + fit.c * one;
  return { gain: 10 ** ((fit.b * (many - one)) / slope), power: (fit.a + fit.c * many) / slope };
}

/** Dense parameters with the loss of a routed model. */
export function denseEquivalentParameters(fit: ExpertsFit, parameters: number, experts: number): number {
  const { gain, power } = expertsWorth(fit, experts);
  return gain * parameters ** power;
}
