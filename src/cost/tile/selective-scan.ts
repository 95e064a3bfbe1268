import { WORKERS } from "./amp.ts";
import { VECTOR_KERNELS } from "./vector.ts";

/**
 * Selective scans on the tiles of one chip:
 *
 *   h_t = exp(Δ_t A) h_{t−1} + Δ_t B_t x_t,   y_t = (C_t · h_t + D x_t) · silu(z_t)
 *
 * for every sequence and channel apart, h of `state` elements in fp32. Source of the recurrence: Gu 2023 (Mamba),
 * arXiv:2312.00752, Algorithm 2. Nobody has published one on an IPU: the laws below are assumed, put together from
 * instructions and exchange as PopLibs counts them.
 */
export interface ScanShape {
  readonly sequences: number;
  readonly steps: number;
  readonly channels: number;
  readonly state: number;
}

export interface ScanTarget {
  readonly tiles: number;
  /** Of the format that x, Δ, B, C, z and y are in. */
  readonly elementBytes: number;
  readonly exchangeBytesPerCycle: number;
  readonly phaseCycles: number;
}

export interface ScanCost {
  readonly vectorCycles: number;
  readonly exchangeCycles: number;
  readonly syncCycles: number;
  /** Bytes into all tiles. */
  readonly exchangeBytes: number;
}

/** Elements of a 64-bit float vector instruction. Mk2 ISA, f32v2 (published). */
const LANES = 2;
const STATE_BYTES = 4;
/**
 * Tokens whose B and C are sent to the tiles together: with 16 states a channel their work is some twenty times the
 * start of the phase that brings them, and their room a few KiB. Assumed.
 */
const TOKENS_TOGETHER = 128;
const { exp, log, sigmoid, swish, swishGradient } = VECTOR_KERNELS;

/**
 * Cycles of a tile for one token, channel and state, where all workers have some: exp, and two-wide instructions for
 * ΔA, ΔB·x, the product with h, its sum, C·h and its sum, beside which loads and stores issue.
 */
const FORWARD_PER_STATE = exp.float + 6 / LANES;
/**
 * The same backward: forward again, and the adjoint recurrence. Two instructions each for dh, dC, dB, d(ΔB·x), dΔ and
 * dA, and one for d exp(ΔA), its product with that, and what dh hands on.
 */
const BACKWARD_PER_STATE = FORWARD_PER_STATE + (6 * 2 + 3) / LANES;
/** For one token and channel: softplus, Δx, D·x added, and the gate. */
const FORWARD_PER_CHANNEL = exp.float + log.float + 4 / LANES + swish.float;
const BACKWARD_PER_CHANNEL = FORWARD_PER_CHANNEL + sigmoid.float + swishGradient.float + 6 / LANES;

const PASSES = {
  forward: {
    perState: FORWARD_PER_STATE,
    perChannel: FORWARD_PER_CHANNEL,
    // x, Δ and z in, y out, for each channel; B and C for all channels of a sequence.
    channelElements: 4,
    sharedBytes: (elementBytes: number) => 2 * elementBytes,
    statesHeld: () => 1,
  },
  // B's and C's gradients are sums over the channels of all tiles: fp32 partials out, as many in.
  backward: {
    perState: BACKWARD_PER_STATE + FORWARD_PER_STATE,
    perChannel: BACKWARD_PER_CHANNEL + FORWARD_PER_CHANNEL,
    channelElements: 7,
    sharedBytes: (elementBytes: number) => 2 * elementBytes + 2 * 2 * STATE_BYTES,
    statesHeld: (steps: number) => 2 * Math.ceil(Math.sqrt(steps)),
  },
} as const;
export type ScanDirection = keyof typeof PASSES;

/**
 * Cycles on the fullest tile: steps · (states · c + channels · c′), of its fullest worker, and a launch a phase.
 *
 * In backward states are not kept but computed again (arXiv:2312.00752, §3.3.2): a first pass leaves one in every
 * √steps, from which a second one computes those of √steps tokens at a time.
 */
export function tiledScan(shape: ScanShape, target: ScanTarget, direction: ScanDirection): ScanCost {
  const { sequences, steps, channels, state } = shape;
  const { tiles, elementBytes, exchangeBytesPerCycle, phaseCycles } = target;
  const { perState, perChannel, channelElements, sharedBytes } = PASSES[direction];
  const { own, ownSequences } = fullestTile(shape, tiles);
  const phases = Math.ceil(steps / TOKENS_TOGETHER);
  const perToken = evenly(own * state, LANES * WORKERS) * perState + evenly(own, WORKERS) * perChannel;
  const bytesPerTile =
    steps * (own * channelElements * elementBytes + ownSequences * state * sharedBytes(elementBytes));
  return {
    vectorCycles: phases * exp.fixedCycles + steps * perToken,
    exchangeCycles: bytesPerTile / exchangeBytesPerCycle,
    syncCycles: 2 * phases * phaseCycles,
    exchangeBytes: bytesPerTile * Math.min(tiles, sequences * channels),
  };
}

/** Bytes on the fullest tile beside inputs and outputs: states, and B and C of the tokens at work. */
export function scanTemporaryBytes(
  shape: ScanShape,
  { tiles, elementBytes }: Pick<ScanTarget, "tiles" | "elementBytes">,
  direction: ScanDirection,
): number {
  const { sharedBytes, statesHeld } = PASSES[direction];
  const { own, ownSequences } = fullestTile(shape, tiles);
  const together = Math.min(shape.steps, TOKENS_TOGETHER);
  const states = statesHeld(shape.steps) * own * shape.state * STATE_BYTES;
  return states + together * ownSequences * shape.state * sharedBytes(elementBytes);
}

/** Channels on the fullest tile, and the sequences they are of: those of one lie side by side. */
function fullestTile(
  { sequences, channels }: ScanShape,
  tiles: number,
): { readonly own: number; readonly ownSequences: number } {
  const own = Math.ceil((sequences * channels) / tiles);
  return { own, ownSequences: Math.ceil(own / channels) };
}

/** The amount if every worker had as much as the fullest. */
function evenly(amount: number, share: number): number {
  return Math.ceil(amount / share) * share;
}
