/** What a ring runs over: usable bytes per second in one direction, and the fixed cost of one step. */
export interface Ring {
  readonly bytesPerSecond: number;
  readonly latencySeconds: number;
}

/** Seconds of a collective, and bytes that each member sends (and receives). */
export interface CollectiveCost {
  readonly seconds: number;
  readonly bytesSent: number;
}

const NOTHING: CollectiveCost = { seconds: 0, bytesSent: 0 };

/**
 * Reduce-scatter or all-gather of a tensor of `bytes` over `members`: each sends (n − 1)/n of it.
 *
 *   t = (n − 1)/n · bytes / bandwidth + steps · latency,  steps = ⌈(n − 1)/2⌉
 *
 * A bidirectional ring sends both ways round and meets in the middle: half the steps, all links busy. `bandwidth`
 * counts one direction of the links of a hop. Source: Poplar GCL user guide; poplibs Collectives.cpp.
 */
export function halfCollective(bytes: number, members: number, ring: Ring): CollectiveCost {
  if (members <= 1 || bytes === 0) return NOTHING;
  const share = (bytes * (members - 1)) / members;
  const steps = Math.ceil((members - 1) / 2);
  return { seconds: share / ring.bytesPerSecond + steps * ring.latencySeconds, bytesSent: share };
}

/** All-reduce = reduce-scatter, then all-gather. */
export function allReduce(bytes: number, members: number, ring: Ring): CollectiveCost {
  const half = halfCollective(bytes, members, ring);
  return { seconds: 2 * half.seconds, bytesSent: 2 * half.bytesSent };
}

/** All-to-all of `bytes` held by each member: 1/n of it to every other, over a ring that carries n/4 hops on average. */
export function allToAll(bytes: number, members: number, ring: Ring): CollectiveCost {
  if (members <= 1 || bytes === 0) return NOTHING;
  const share = (bytes * (members - 1)) / members;
  const hops = Math.max(1, members / 4) / 2;
  const steps = Math.ceil((members - 1) / 2);
  return { seconds: (share * hops) / ring.bytesPerSecond + steps * ring.latencySeconds, bytesSent: share };
}
