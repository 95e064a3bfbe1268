/** What a ring runs over: usable bytes per second in one direction, and the fixed cost of one step. */
export interface Ring {
  readonly bytesPerSecond: number;
  readonly latencySeconds: number;
  /**
   * Absent or true: data go both ways round and meet in the middle, in half the steps, and `bytesPerSecond` is what
   * the links both ways carry together for one chip. False: one way round.
   */
  readonly bidirectional?: boolean;
}

/** Seconds of a collective, and bytes that each member sends (and receives), forwarded ones included. */
export interface CollectiveCost {
  readonly seconds: number;
  readonly bytesSent: number;
}

const NOTHING: CollectiveCost = { seconds: 0, bytesSent: 0 };

function ringSteps(members: number, { bidirectional = true }: Ring): number {
  return bidirectional ? Math.ceil((members - 1) / 2) : members - 1;
}

function onRing(bytesSent: number, members: number, ring: Ring): CollectiveCost {
  const seconds = bytesSent / ring.bytesPerSecond + ringSteps(members, ring) * ring.latencySeconds;
  return { seconds, bytesSent };
}

/**
 * Reduce-scatter or all-gather of a tensor of `bytes` over `members`: each sends (n − 1)/n of it.
 *
 *   t = (n − 1)/n · bytes / bandwidth + steps · latency,  steps = n − 1, or ⌈(n − 1)/2⌉ both ways round
 *
 * Source: Poplar GCL user guide; PopLibs lib/popops/Collectives.cpp; Thakur 2005, §3.4.
 */
export function halfCollective(bytes: number, members: number, ring: Ring): CollectiveCost {
  if (members <= 1 || bytes === 0) return NOTHING;
  return onRing((bytes * (members - 1)) / members, members, ring);
}

/** All-reduce = reduce-scatter, then all-gather. */
export function allReduce(bytes: number, members: number, ring: Ring): CollectiveCost {
  const half = halfCollective(bytes, members, ring);
  return { seconds: 2 * half.seconds, bytesSent: 2 * half.bytesSent };
}

/** One member's `bytes` to all others, in pieces that follow each other round the ring: mean over members. */
export function broadcast(bytes: number, members: number, ring: Ring): CollectiveCost {
  if (members <= 1 || bytes === 0) return NOTHING;
  const seconds = bytes / ring.bytesPerSecond + ringSteps(members, ring) * ring.latencySeconds;
  return { seconds, bytesSent: (bytes * (members - 1)) / members };
}

/**
 * All-to-all of `bytes` held by each member, 1/n of it for each: the piece for a member h hops away crosses h links.
 *
 *   bytes sent = bytes / n · Σ h,  Σ h = ⌊n²/4⌋ by the shorter way round, n (n − 1)/2 one way round
 */
export function allToAll(bytes: number, members: number, ring: Ring): CollectiveCost {
  if (members <= 1 || bytes === 0) return NOTHING;
  const { bidirectional = true } = ring;
  const hops = bidirectional ? Math.floor(members ** 2 / 4) : (members * (members - 1)) / 2;
  return onRing((bytes / members) * hops, members, ring);
}

/**
 * All-to-all over a switch, or links between every two: no piece crosses another member.
 *
 *   t = (n − 1)/n · bytes / bandwidth + latency
 *
 * Source: gateways of large pods meet in Ethernet switches (IPU-POD256 data sheet), GPUs of a machine in NVSwitches.
 */
export function switchedAllToAll(
  bytes: number,
  members: number,
  { bytesPerSecond, latencySeconds }: Pick<Ring, "bytesPerSecond" | "latencySeconds">,
): CollectiveCost {
  if (members <= 1 || bytes === 0) return NOTHING;
  const bytesSent = (bytes * (members - 1)) / members;
  return { seconds: bytesSent / bytesPerSecond + latencySeconds, bytesSent };
}
