/** What a collective runs over: the links of chips, or the network between link domains. */
export type CollectiveWay = "links" | "gateway";

/**
 * Share of a chip's compute that a collective takes while both run: its kernels copy and add on the cores that
 * multiply. To fill the links of a machine takes many cores, to fill the network few.
 * Source: Calculon (Isaev 2023), systems/a100_80g.json, `processor_usage`; status: assumed.
 */
export const COLLECTIVE_SHARE: Readonly<Record<CollectiveWay, number>> = { links: 0.15, gateway: 0.02 };

/**
 * What `seconds` of communication add to work beside it that lasts `window` seconds alone: the work is slowed down by
 * the share u that the collective takes, or is over before the communication is.
 *
 *   t = max(u · c, c − w)
 *
 * While the communication lasts, work goes on at 1 − u of its rate: at w = (1 − u) · c both end together.
 */
export function exposedSeconds(seconds: number, window: number, way: CollectiveWay): number {
  return Math.max(COLLECTIVE_SHARE[way] * seconds, seconds - window);
}

/**
 * Share of a product that the transfers of its own collective run beside, when it is cut into as many parts as there
 * are ranks: one part waits for the first transfer, or the last transfer for it.
 * Source: Wang 2023 (ASPLOS), Overlap communication with dependent computation via decomposition.
 */
export function overlappedShare(ranks: number): number {
  return (ranks - 1) / ranks;
}
