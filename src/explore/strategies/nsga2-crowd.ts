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
  const distances = distancesOf(scaled, count);
  const isIn = new Uint8Array(count).fill(1);
  const nearest = new Int32Array(count * most);
  const rooms = new Float64Array(count);
  const settle = (own: number): void => {
    const room = findNearest({ distances, isIn, nearest, most }, own);
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

/** Squared, a row for each member. */
function distancesOf(scaled: readonly Float64Array[], count: number): Float64Array {
  const distances = new Float64Array(count * count);
  for (const column of scaled)
    for (let own = 0; own < count; own++)
      for (let other = own + 1; other < count; other++) {
        const apart = column[own]! - column[other]!;
        distances[own * count + other]! += apart * apart;
      }
  for (let own = 0; own < count; own++)
    for (let other = 0; other < own; other++)
      distances[own * count + other] = distances[other * count + own]!;
  return distances;
}

interface Neighbourhood {
  readonly distances: Float64Array;
  readonly isIn: Uint8Array;
  /** `most` neighbours of each member, the nearest first; −1 where there are fewer. */
  readonly nearest: Int32Array;
  readonly most: number;
}

/** Notes the nearest neighbours of a member, and returns the product of their distances. */
function findNearest({ distances, isIn, nearest, most }: Neighbourhood, own: number): number {
  const count = isIn.length;
  const [row, first] = [own * count, own * most];
  let found = 0;
  for (let other = 0; other < count; other++) {
    if (isIn[other] === 0 || other === own) continue;
    const far = distances[row + other]!;
    if (found === most && (most === 0 || far >= distances[row + nearest[first + most - 1]!]!)) continue;
    let at = found < most ? found++ : most - 1;
    for (; at > 0 && distances[row + nearest[first + at - 1]!]! > far; at--)
      nearest[first + at] = nearest[first + at - 1]!;
    nearest[first + at] = other;
  }
  nearest.fill(-1, first + found, first + most);
  let product = 1;
  for (let at = 0; at < found; at++) product *= distances[row + nearest[first + at]!]!;
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
