/** Links that all members of a ring have to the next, in one direction. */
export interface RingLink {
  readonly bytesPerSecond: number;
  /** From the last byte sent to its arrival. */
  readonly latencySeconds: number;
}

/**
 * Steps of a ring that goes one way round: in step k every member sends `bytes[k]` to the next, as soon as it has what the
 * one before sent it in step k − 1.
 */
export interface Rotation {
  readonly ring: readonly number[];
  readonly bytes: readonly number[];
  readonly link: RingLink;
  /** Goes back: where two members are a ring, they have a link each way for each way round. */
  readonly back?: boolean;
}

/** Rotations that run at once. A member goes on to the next phase when it has all that is sent to it in this one. */
export type Phase = readonly Rotation[];

export type RingAlgorithm = "one-way" | "both-ways" | "meet-in-the-middle";
export type HalfCollective = "reduce-scatter" | "all-gather";

/**
 * Reduce-scatter or all-gather of `bytes` over a ring, step by step; with links both ways `link` is one of the two.
 *
 * - one-way: n − 1 steps of a piece of bytes / n.
 * - both-ways: half of each piece one way round, half the other: n − 1 steps of half a piece.
 * - meet-in-the-middle: whole pieces both ways, each as far as half round: ⌈(n − 1)/2⌉ steps. Where n is even, each way
 *   carries half of the piece that is farthest, which an all-gather sends last and a reduce-scatter first.
 *
 * Source: Thakur 2005, §3.4 and §4.3; PopLibs lib/popops/Collectives.cpp (unidirectional and bidirectional rings, "meet in
 * the middle").
 */
export function halfPhases(
  kind: HalfCollective,
  bytes: number,
  ring: readonly number[],
  link: RingLink,
  algorithm: RingAlgorithm,
): readonly Phase[] {
  const members = ring.length;
  if (members < 2 || bytes === 0) return [];
  const piece = bytes / members;
  const back = [...ring].reverse();
  if (algorithm === "one-way") return [[{ ring, link, bytes: steps(members - 1, piece) }]];
  const each = algorithm === "both-ways" ? steps(members - 1, piece / 2) : toTheMiddle(members, piece);
  const sizes = kind === "all-gather" ? each : [...each].reverse();
  return [
    [
      { ring, link, bytes: sizes },
      { ring: back, link, bytes: sizes, back: true },
    ],
  ];
}

const steps = (count: number, bytes: number): readonly number[] => Array.from({ length: count }, () => bytes);

function toTheMiddle(members: number, piece: number): readonly number[] {
  const whole = steps(Math.floor((members - 1) / 2), piece);
  return members % 2 === 0 ? [...whole, piece / 2] : whole;
}

/** Reduce-scatter, then all-gather. */
export function allReducePhases(
  bytes: number,
  ring: readonly number[],
  link: RingLink,
  algorithm: RingAlgorithm,
): readonly Phase[] {
  return (["reduce-scatter", "all-gather"] as const).flatMap((kind) =>
    halfPhases(kind, bytes, ring, link, algorithm),
  );
}

/**
 * All-to-all on a ring: what has not arrived travels on as one, so that step k carries what is for the members more than
 * k hops away. Both ways round each piece takes the shorter one; one that is as far either way goes half and half.
 */
export function allToAllPhases(
  bytes: number,
  ring: readonly number[],
  link: RingLink,
  algorithm: RingAlgorithm,
): readonly Phase[] {
  const members = ring.length;
  if (members < 2 || bytes === 0) return [];
  const piece = bytes / members;
  const ways = algorithm === "one-way" ? 1 : 2;
  const farthest = ways === 1 ? members - 1 : Math.floor(members / 2);
  const halved = ways === 2 && members % 2 === 0 ? 1 / 2 : 0;
  const sizes = Array.from({ length: farthest }, (_, step) => piece * (farthest - step - halved));
  const one: Rotation = { ring, link, bytes: sizes };
  return [ways === 1 ? [one] : [one, { ...one, ring: [...ring].reverse(), back: true }]];
}

/**
 * All-reduce over groups of `groups`: reduce-scatter in each, all-reduce of what each member is left with among those of
 * the same rank in all groups, all-gather in each.
 */
export function hierarchicalPhases(
  bytes: number,
  groups: readonly (readonly number[])[],
  links: { readonly inner: RingLink; readonly outer: RingLink },
  algorithm: RingAlgorithm,
): readonly Phase[] {
  const inside = (kind: HalfCollective): readonly Phase[] =>
    sideBySide(groups.map((ring) => halfPhases(kind, bytes, ring, links.inner, algorithm)));
  const size = groups[0]?.length ?? 0;
  const across = Array.from({ length: size }, (_, rank) =>
    allReducePhases(
      bytes / size,
      groups.map((group) => group[rank]!),
      links.outer,
      algorithm,
    ),
  );
  return [...inside("reduce-scatter"), ...sideBySide(across), ...inside("all-gather")];
}

/** The phases of several rings of a size, all at once. */
function sideBySide(rings: readonly (readonly Phase[])[]): readonly Phase[] {
  return (rings[0] ?? []).map((_, phase) => rings.flatMap((own) => own[phase]!));
}
