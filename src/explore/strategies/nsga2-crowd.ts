import { scaledCosts } from "../fronts/scaled-costs.ts";

/** Members of one front, and how much room each has. */
export interface Crowd {
  /** Removes the most crowded until `size` are left. */
  readonly thin: (size: number) => void;
  readonly members: () => readonly { readonly at: number; readonly room: number }[];
}

/**
 * Room is the product of the squared distances to the nearest neighbours, as many as there are objectives, with costs
 * scaled to 0..1 over the front; the best on each objective have all the room there is.
 * Source: Kukkonen and Deb 2006, "A fast and effective method for pruning of non-dominated solutions", PPSN IX.
 */
export function createCrowd(columns: readonly Float64Array[], front: readonly number[]): Crowd {
  const count = front.length;
  const most = Math.min(columns.length, count - 1);
  const scaled = scaledCosts(columns, front);
  const isEnd = endsOf(scaled, count);
  const distancesFrom = distanceRows(scaled, count);
  const isIn = new Uint8Array(count).fill(1);
  const nearest = new Int32Array(count * most);
  const rooms = new Float64Array(count);
  const settle = (own: number): void => {
    const room = findNearest({ distances: distancesFrom(own), isIn, nearest, most }, own);
    rooms[own] = isEnd[own] === 1 ? Number.POSITIVE_INFINITY : room;
  };
  for (let own = 0; own < count; own++) settle(own);
  let left = count;
  return {
    thin(size) {
      for (; left > size; left--) {
        const out = leastRoom(rooms, isIn);
        isIn[out] = 0;
        for (let own = 0; own < count; own++)
          if (isIn[own] === 1 && isNear(nearest, most, own, out)) settle(own);
      }
    },
    members: () => front.flatMap((at, own) => (isIn[own] === 1 ? [{ at, room: rooms[own]! }] : [])),
  };
}

/** The best on each objective, the first of equals. */
function endsOf(scaled: readonly Float64Array[], count: number): Uint8Array {
  const isEnd = new Uint8Array(count);
  for (const column of scaled) {
    const end = column.indexOf(0);
    if (end >= 0) isEnd[end] = 1;
  }
  return isEnd;
}

/** Up to so many members all distances are kept (32 MiB), beyond they are computed when they are asked for. */
const MOST_KEPT = 2048;

/** Squared distances from one member to all. */
function distanceRows(scaled: readonly Float64Array[], count: number): (own: number) => Float64Array {
  const measure = (own: number, into: Float64Array): Float64Array => {
    into.fill(0);
    for (const column of scaled) {
      const from = column[own]!;
      for (let other = 0; other < count; other++) into[other]! += (from - column[other]!) ** 2;
    }
    return into;
  };
  const scratch = new Float64Array(count);
  if (count > MOST_KEPT) return (own) => measure(own, scratch);
  const rows = Array.from({ length: count }, (_, own) => measure(own, new Float64Array(count)));
  return (own) => rows[own]!;
}

interface Neighbourhood {
  /** Squared, from the member to all. */
  readonly distances: Float64Array;
  readonly isIn: Uint8Array;
  /** `most` neighbours of each member, the nearest first; −1 where there are fewer. */
  readonly nearest: Int32Array;
  readonly most: number;
}

/** Notes the nearest neighbours of a member, and returns the product of their distances. */
function findNearest({ distances, isIn, nearest, most }: Neighbourhood, own: number): number {
  const count = isIn.length;
  const first = own * most;
  let found = 0;
  for (let other = 0; other < count; other++) {
    if (isIn[other] === 0 || other === own) continue;
    const far = distances[other]!;
    if (found === most && (most === 0 || far >= distances[nearest[first + most - 1]!]!)) continue;
    let at = found < most ? found++ : most - 1;
    for (; at > 0 && distances[nearest[first + at - 1]!]! > far; at--)
      nearest[first + at] = nearest[first + at - 1]!;
    nearest[first + at] = other;
  }
  nearest.fill(-1, first + found, first + most);
  let product = 1;
  for (let at = 0; at < found; at++) product *= distances[nearest[first + at]!]!;
  return product;
}

function isNear(nearest: Int32Array, most: number, own: number, other: number): boolean {
  for (let at = own * most; at < (own + 1) * most; at++) if (nearest[at] === other) return true;
  return false;
}

function leastRoom(rooms: Float64Array, isIn: Uint8Array): number {
  let least = -1;
  for (let own = 0; own < rooms.length; own++)
    if (isIn[own] === 1 && (least < 0 || rooms[own]! < rooms[least]!)) least = own;
  return least;
}
