import type { Random } from "../sim/random.ts";

/** A small model drafts tokens that the served one verifies in a single pass. */
export interface Speculation {
  /** Tokens drafted for each pass of the served model. */
  readonly draftTokens: number;
  /** Probability that a drafted token is the one the served model would have given, each alike. */
  readonly acceptance: number;
}

/**
 * Expected tokens of one pass of the served model: the accepted drafts and its own one.
 *
 *   E = (1 − a^(g + 1)) / (1 − a)
 *
 * Source: Leviathan 2022, arXiv:2211.17192, eq. 1.
 */
export function expectedTokens({ draftTokens, acceptance }: Speculation): number {
  return acceptance === 1 ? draftTokens + 1 : (1 - acceptance ** (draftTokens + 1)) / (1 - acceptance);
}

/** Tokens of one pass as they fall: drafts are accepted up to the first that is not. */
export function drawTokens({ draftTokens, acceptance }: Speculation, random: Random): number {
  let tokens = 1;
  while (tokens <= draftTokens && random() < acceptance) tokens++;
  return tokens;
}
