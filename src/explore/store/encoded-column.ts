import type { Encoding, ParquetType, Statistics } from "hyparquet";
import { bitsFor, packSmallIntegers } from "./small-integers.ts";
import type { StoreColumn } from "./store-table.ts";

/** A column as the bytes of its pages. */
export interface EncodedColumn {
  readonly type: ParquetType;
  readonly isText: boolean;
  /** Which rows have a value, one bit a row; absent: a column in which all must have one. */
  readonly present?: Uint8Array;
  readonly nulls: number;
  /** Values that the body numbers. */
  readonly dictionary?: { readonly count: number; readonly bytes: Uint8Array };
  readonly encoding: Encoding;
  readonly body: Uint8Array;
  readonly statistics: Statistics;
}

/** Whole numbers by how far each is from the one before. */
export type PackDeltas = (values: Int32Array) => Uint8Array;

/**
 * Numbers that never repeat are stored as they are: compression costs more time than it saves space. What repeats goes
 * through a dictionary, where a coordinate of a grid takes few bits or none.
 */
export function encodeColumn(column: StoreColumn, packDeltas: PackDeltas): EncodedColumn {
  switch (column.kind) {
    case "number":
      return numbers(column.values, column.few === true);
    case "count":
      return counts(column.values, packDeltas);
    case "flag":
      return flags(column.values);
    case "level":
      return levels(column.levels, column.at);
    case "text":
      return texts(column.values);
  }
}

function numbers(values: Float64Array, few: boolean): EncodedColumn {
  const { present, nulls, known } = withoutUnknown(values);
  const numbered = few ? numberedValues(known) : undefined;
  const range = rangeOf(numbered?.distinct ?? known);
  const shared = { type: "DOUBLE", isText: false, present, nulls } as const;
  const statistics = { ...range, null_count: BigInt(nulls) };
  if (numbered === undefined) return { ...shared, encoding: "PLAIN", body: bytesOf(known), statistics };
  const { ids, distinct } = numbered;
  const dictionary = { count: distinct.length, bytes: bytesOf(Float64Array.from(distinct)) };
  return {
    ...shared,
    dictionary,
    encoding: "RLE_DICTIONARY",
    body: numberedBody(ids, distinct.length),
    statistics,
  };
}

/** What every row has: indexes, which mostly follow each other. */
function counts(values: Int32Array | Float64Array, packDeltas: PackDeltas): EncodedColumn {
  const shared = { isText: false, nulls: 0, statistics: { ...rangeOf(values), null_count: 0n } };
  return values instanceof Int32Array
    ? { ...shared, type: "INT32", encoding: "DELTA_BINARY_PACKED", body: packDeltas(values) }
    : { ...shared, type: "DOUBLE", encoding: "PLAIN", body: bytesOf(values) };
}

function flags(values: Uint8Array): EncodedColumn {
  const packed = packSmallIntegers(values, 1);
  const body = new Uint8Array(4 + packed.length);
  new DataView(body.buffer).setUint32(0, packed.length, true);
  body.set(packed, 4);
  return { type: "BOOLEAN", isText: false, nulls: 0, encoding: "RLE", body, statistics: { null_count: 0n } };
}

function levels(names: readonly (string | number)[], at: Float64Array): EncodedColumn {
  const isText = names.some((name) => typeof name === "string");
  if (names.length > MOST_DISTINCT)
    return isText
      ? texts(Array.from(at, (level) => (Number.isNaN(level) ? null : String(names[level]))))
      : numbers(
          at.map((level) => Number(names[level])),
          true,
        );
  const { present, nulls, known } = withoutUnknown(at);
  const bytes = isText ? textBytes(names.map(String)) : bytesOf(Float64Array.from(names, Number));
  return {
    ...{ type: isText ? "BYTE_ARRAY" : "DOUBLE", isText, present, nulls, encoding: "RLE_DICTIONARY" },
    dictionary: { count: names.length, bytes },
    body: numberedBody(Uint16Array.from(known), names.length),
    statistics: { null_count: BigInt(nulls) },
  };
}

function texts(values: readonly (string | null)[]): EncodedColumn {
  const present = Uint8Array.from(values, (value) => Number(value !== null));
  const known = values.filter((value) => value !== null);
  const distinct = [...new Set(known)];
  const nulls = values.length - known.length;
  const shared = {
    type: "BYTE_ARRAY",
    isText: true,
    present,
    nulls,
    statistics: { null_count: BigInt(nulls) },
  } as const;
  if (distinct.length > MOST_DISTINCT || 2 * distinct.length > known.length)
    return { ...shared, encoding: "PLAIN", body: textBytes(known) };
  const ids = new Map(distinct.map((value, id) => [value, id]));
  return {
    ...shared,
    dictionary: { count: distinct.length, bytes: textBytes(distinct) },
    encoding: "RLE_DICTIONARY",
    body: numberedBody(
      Uint16Array.from(known, (value) => ids.get(value)!),
      distinct.length,
    ),
  };
}

/** The most values that a dictionary holds. */
const MOST_DISTINCT = 4096;

/** Where NaN stands there is no value. */
function withoutUnknown(values: Float64Array): {
  readonly present: Uint8Array;
  readonly nulls: number;
  readonly known: Float64Array;
} {
  const present = new Uint8Array(values.length);
  let count = 0;
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value !== value) continue;
    present[row] = 1;
    count++;
  }
  if (count === values.length) return { present, nulls: 0, known: values };
  const known = new Float64Array(count);
  let next = 0;
  for (let row = 0; row < values.length; row++) if (present[row] === 1) known[next++] = values[row]!;
  return { present, nulls: values.length - count, known };
}

/** Values by number in the order in which they first come; undefined where they are too many to save room. */
function numberedValues(
  values: Float64Array,
): { readonly ids: Uint16Array; readonly distinct: readonly number[] } | undefined {
  const known = new Map<number, number>();
  const distinct: number[] = [];
  const ids = new Uint16Array(values.length);
  const most = Math.min(MOST_DISTINCT, values.length / 2);
  let [last, id] = [Number.NaN, 0];
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    if (value !== last) {
      const found = known.get(value);
      // A dictionary cannot tell −0 from 0.
      if (found === undefined && (distinct.length >= most || Object.is(value, -0))) return undefined;
      id = found ?? distinct.push(value) - 1;
      if (found === undefined) known.set(value, id);
      last = value;
    }
    ids[row] = id;
  }
  return { ids, distinct };
}

/** Numbers below `distinct`, after a byte that says how many bits each takes. */
function numberedBody(ids: Uint16Array, distinct: number): Uint8Array {
  const width = bitsFor(Math.max(0, distinct - 1));
  const packed = packSmallIntegers(ids, width);
  const body = new Uint8Array(1 + packed.length);
  body[0] = width;
  body.set(packed, 1);
  return body;
}

function rangeOf(values: ArrayLike<number>): Pick<Statistics, "min_value" | "max_value"> {
  if (values.length === 0) return {};
  let [low, high] = [values[0]!, values[0]!];
  for (let at = 1; at < values.length; at++) {
    const value = values[at]!;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  // −0 and 0 are equal here and apart in a file: the bounds hold both.
  return { min_value: low === 0 ? -0 : low, max_value: high === 0 ? 0 : high };
}

const bytesOf = (values: Float64Array | Int32Array): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);

/** Each text after its length. */
function textBytes(values: readonly string[]): Uint8Array {
  const encoder = new TextEncoder();
  const encoded = values.map((value) => encoder.encode(value));
  const bytes = new Uint8Array(encoded.reduce((sum, { length }) => sum + 4 + length, 0));
  const view = new DataView(bytes.buffer);
  let next = 0;
  for (const text of encoded) {
    view.setUint32(next, text.length, true);
    bytes.set(text, next + 4);
    next += 4 + text.length;
  }
  return bytes;
}
