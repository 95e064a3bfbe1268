import type { RooflineChip } from "../../arch/arch.ts";
import { rooflineVector, type RooflineCost } from "./roofline.ts";
import type { ScanShape } from "../tile/selective-scan.ts";

/**
 * A selective scan with its gate as one fused kernel: the state stays in registers, so that memory sees x, Δ, B, C and z
 * come and y go, once (arXiv:2312.00752, §3.3.2). A pass that resumes reads its state and writes it back.
 *
 *   bytes = sequences · (steps · (4 · channels + 2 · state) + 2 · channels · state if it resumes) · element
 *
 * Backward reads x, Δ, B, C, z and dy, computes the states again, and writes dx, dΔ, dz, and dB and dC in fp32.
 * FLOPs on the vector units: 9 a token, channel and state forward, as the authors count them
 * (github.com/state-spaces/mamba, issue 110); backward those again and 15 of the adjoint, its products and sums.
 */
export function rooflineScan(
  { sequences, steps, channels, state }: ScanShape,
  { direction, resumes, elementBytes }: ScanUse,
  chip: RooflineChip,
): RooflineCost {
  const { perChannel, perState, flops } = PASSES[direction];
  const kept = resumes ? 2 * channels * state * elementBytes : 0;
  const moved = steps * (perChannel * channels * elementBytes + state * perState(elementBytes)) + kept;
  return rooflineVector(sequences * steps * channels * state * flops, sequences * moved, chip);
}

export interface ScanUse {
  readonly direction: "forward" | "backward";
  readonly resumes: boolean;
  readonly elementBytes: number;
}

const GRADIENT_BYTES = 4;
const PASSES = {
  forward: { perChannel: 4, perState: (bytes: number) => 2 * bytes, flops: 9 },
  backward: { perChannel: 7, perState: (bytes: number) => 2 * bytes + 2 * GRADIENT_BYTES, flops: 9 + 15 },
} as const;
