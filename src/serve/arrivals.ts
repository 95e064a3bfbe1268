import { createRandom, type Random } from "../sim/random.ts";
import type { Request } from "./request.ts";

/** Lengths drawn evenly from `low` to `high`; equal ends are a fixed length. */
export interface LengthRange {
  readonly low: number;
  readonly high: number;
}

export interface PoissonInput {
  readonly requestsPerSecond: number;
  readonly requests: number;
  readonly prompt: LengthRange;
  readonly generated: LengthRange;
  readonly seed: number;
}

/**
 * Requests that arrive independently of each other: gaps are exponential, −ln(1 − u) / rate.
 *
 * Gaps and lengths are drawn from streams of their own, so that the same seed at another rate gives the same requests,
 * only closer together: rates are compared on the same traffic.
 */
export function poissonArrivals(input: PoissonInput): readonly Request[] {
  const gaps = createRandom(input.seed, 1);
  const prompts = createRandom(input.seed, 2);
  const answers = createRandom(input.seed, 3);
  let at = 0;
  return Array.from({ length: input.requests }, () => {
    at += -Math.log(1 - gaps()) / input.requestsPerSecond;
    return {
      arrivalSeconds: at,
      promptTokens: drawLength(input.prompt, prompts),
      generatedTokens: drawLength(input.generated, answers),
    };
  });
}

function drawLength({ low, high }: LengthRange, random: Random): number {
  return low + Math.floor(random() * (high - low + 1));
}

/** The same requests in `factor` times less time. */
export function hurried(requests: readonly Request[], factor: number): readonly Request[] {
  return requests.map((request) => ({ ...request, arrivalSeconds: request.arrivalSeconds / factor }));
}

/** Requests per second that a list of arrivals offers: its gaps over the time from the start to the last. */
export function offeredRate(requests: readonly Request[]): number {
  const last = requests.at(-1)?.arrivalSeconds ?? 0;
  return last > 0 ? requests.length / last : Infinity;
}
