/**
 * Small integers in Parquet's hybrid of run lengths and packed bits: runs of eight and more as value and length, what is
 * between them in groups of eight, `width` bits each.
 * Source: Apache Parquet, Encodings.md, "Run Length Encoding / Bit-Packing Hybrid".
 */
export function packSmallIntegers(values: ArrayLike<number>, width: number): Uint8Array {
  const bytes = new Uint8Array(ROOM_FOR_HEADERS + values.length * (1 + Math.ceil(width / 8)));
  let [next, at, packedFrom] = [0, 0, NONE];
  while (at < values.length) {
    const end = endOfRun(values, at);
    if (end - at < LEAST_RUN) {
      if (packedFrom === NONE) packedFrom = at;
      at += GROUP;
      continue;
    }
    if (packedFrom !== NONE) next = packGroups(values, { from: packedFrom, to: at, width }, bytes, next);
    packedFrom = NONE;
    next = writeCount((end - at) << 1, bytes, next);
    for (let shift = 0; shift < width; shift += 8) bytes[next++] = values[at]! >> shift;
    at = end;
  }
  if (packedFrom !== NONE)
    next = packGroups(values, { from: packedFrom, to: values.length, width }, bytes, next);
  return bytes.subarray(0, next);
}

/** Bits that hold integers from 0 to `largest`. */
export const bitsFor = (largest: number): number => (largest === 0 ? 0 : 32 - Math.clz32(largest));

const GROUP = 8;
const LEAST_RUN = 8;
const NONE = -1;
const ROOM_FOR_HEADERS = 64;

function endOfRun(values: ArrayLike<number>, from: number): number {
  const value = values[from];
  let end = from + 1;
  while (end < values.length && values[end] === value) end++;
  return end;
}

interface Groups {
  readonly from: number;
  readonly to: number;
  readonly width: number;
}

/** Groups of eight from the lowest bit up; the last is filled up with zeros. Returns the next free byte. */
function packGroups(
  values: ArrayLike<number>,
  { from, to, width }: Groups,
  bytes: Uint8Array,
  start: number,
): number {
  const groups = Math.ceil((to - from) / GROUP);
  let next = writeCount((groups << 1) | 1, bytes, start);
  let [bits, held] = [0, 0];
  for (let at = from; at < from + groups * GROUP; at++) {
    bits |= (at < values.length ? values[at]! : 0) << held;
    for (held += width; held >= 8; held -= 8, bits >>>= 8) bytes[next++] = bits;
  }
  return next;
}

/** Seven bits a byte, the lowest first. Returns the next free byte. */
function writeCount(count: number, bytes: Uint8Array, start: number): number {
  let [rest, next] = [count, start];
  for (; rest > 127; rest >>>= 7) bytes[next++] = (rest & 127) | 128;
  bytes[next++] = rest;
  return next;
}
