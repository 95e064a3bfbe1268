import type { ColumnSource } from "hyparquet-writer";

/** One column of a table, in the form that costs least to write. NaN among numbers is stored as null. */
export type StoreColumn =
  | { readonly name: string; readonly kind: "number"; readonly values: Float64Array; readonly few?: boolean }
  | { readonly name: string; readonly kind: "count"; readonly values: Int32Array | Float64Array }
  | { readonly name: string; readonly kind: "flag"; readonly values: Uint8Array }
  | { readonly name: string; readonly kind: "text"; readonly values: readonly (string | null)[] };

export interface StoreTable {
  readonly columns: readonly StoreColumn[];
  /** Kept in the footer: what the table is part of. */
  readonly about: Readonly<Record<string, string>>;
}

/** Encodes tables as Parquet bytes. Same table, same bytes. */
export type ParquetEncoder = (table: StoreTable) => Uint8Array;

/** The writer is loaded when the first table is written, not before. */
export async function loadParquetEncoder(): Promise<ParquetEncoder> {
  const { parquetWrite, ByteWriter } = await import("hyparquet-writer");
  return ({ columns, about }) => {
    const writer = new ByteWriter();
    const written = parquetWrite({
      writer,
      columnData: columns.map(columnSource),
      rowGroupSize: Math.max(1, columns[0]?.values.length ?? 1),
      kvMetadata: Object.entries(about).map(([key, value]) => ({ key, value })),
      createdBy: "dse",
    });
    if (written !== undefined) throw new Error("writing to memory must not wait");
    return writer.getBytes();
  };
}

function columnSource(column: StoreColumn): ColumnSource {
  const { name } = column;
  switch (column.kind) {
    case "number":
      return numberSource(name, column.values, column.few === true);
    case "count":
      return column.values instanceof Int32Array
        ? { name, data: column.values, type: "INT32", nullable: false, encoding: "DELTA_BINARY_PACKED" }
        : { name, data: column.values, type: "DOUBLE", nullable: false };
    case "flag":
      return {
        name,
        data: Array.from(column.values, (value) => value !== 0),
        type: "BOOLEAN",
        nullable: false,
      };
    case "text":
      return { name, data: [...column.values], type: "STRING" };
  }
}

/**
 * Compression costs more time than it saves space on numbers that never repeat; a column of few values goes through
 * a dictionary instead.
 */
function numberSource(name: string, values: Float64Array, few: boolean): ColumnSource {
  const how = few ? {} : ({ encoding: "PLAIN", codec: "UNCOMPRESSED" } as const);
  const data = values.some(Number.isNaN)
    ? Array.from(values, (value) => (Number.isNaN(value) ? null : value))
    : values;
  return { name, data, type: "DOUBLE", ...how };
}
