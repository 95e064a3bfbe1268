/** Bits per number of weights, activations and keys/values. */
export interface Bits {
  readonly weights: number;
  readonly activations: number;
  readonly keysValues: number;
}

/** Weights, activations and the attention's keys and values all in FP8. */
export const BITS_OF_FP8: Bits = { weights: 8, activations: 8, keysValues: 8 };

/** Kumar 2024, arXiv:2411.04330: bits at which a precision loses 63 % of its parameters. Recalled. */
const GAMMA: Bits = { weights: 2.6745, activations: 2.2102, keysValues: 0.9578 };

/** N_eff = N·Π(1 − e^(−bits/gamma)): parameters that low-precision training is worth. Fitted to 1.7 B parameters. */
export function effectiveParameters(parameters: number, bits: Bits): number {
  const kept = (width: number, gamma: number): number => 1 - Math.exp(-width / gamma);
  return (
    parameters *
    kept(bits.weights, GAMMA.weights) *
    kept(bits.activations, GAMMA.activations) *
    kept(bits.keysValues, GAMMA.keysValues)
  );
}
