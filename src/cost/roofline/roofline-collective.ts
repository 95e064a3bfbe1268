import type { CollectiveCost } from "../collective/collective.ts";

/** How a library's collectives run over the links of one machine: two protocols, of which it takes the faster one. */
export interface CollectiveProtocols {
  /** Large messages. */
  readonly bytesPerSecond: number;
  readonly latencySeconds: number;
  /** Small messages: flags travel with the data. Absent: one protocol for all. */
  readonly small?: { readonly bytesPerSecond: number; readonly latencySeconds: number };
}

/**
 * Reduce-scatter or all-gather of a tensor of `bytes` over `members` chips, any of which reaches any other.
 *
 *   t = min over protocols of ⌈log2 n⌉ · latency + (n − 1)/n · bytes / bandwidth
 *
 * Source: NCCL picks among trees, rings and protocols (LL, Simple) by message size; log2 n rounds of a tree.
 */
export function protocolHalfCollective(
  bytes: number,
  members: number,
  { small, ...large }: CollectiveProtocols,
): CollectiveCost {
  if (members <= 1 || bytes === 0) return { seconds: 0, bytesSent: 0 };
  const bytesSent = (bytes * (members - 1)) / members;
  const rounds = Math.ceil(Math.log2(members));
  const seconds = Math.min(
    ...[large, ...(small ? [small] : [])].map(
      ({ latencySeconds, bytesPerSecond }) => rounds * latencySeconds + bytesSent / bytesPerSecond,
    ),
  );
  return { seconds, bytesSent };
}

/** All-reduce: twice the rounds and twice the bytes of a half. */
export function protocolAllReduce(
  bytes: number,
  members: number,
  protocols: CollectiveProtocols,
): CollectiveCost {
  const { seconds, bytesSent } = protocolHalfCollective(bytes * 2, members, {
    ...protocols,
    latencySeconds: 2 * protocols.latencySeconds,
    ...(protocols.small && {
      small: { ...protocols.small, latencySeconds: 2 * protocols.small.latencySeconds },
    }),
  });
  return { seconds, bytesSent };
}
