/** One column of a table, in the form that costs least to write. NaN among numbers is stored as null. */
export type StoreColumn =
  | { readonly name: string; readonly kind: "number"; readonly values: Float64Array; readonly few?: boolean }
  | { readonly name: string; readonly kind: "count"; readonly values: Int32Array | Float64Array }
  | { readonly name: string; readonly kind: "flag"; readonly values: Uint8Array }
  /** One of few values in each row, by its place in `levels`; NaN: none. */
  | {
      readonly name: string;
      readonly kind: "level";
      readonly levels: readonly (string | number)[];
      readonly at: Float64Array;
    }
  | { readonly name: string; readonly kind: "text"; readonly values: readonly (string | null)[] };

export interface StoreTable {
  readonly columns: readonly StoreColumn[];
  /** Kept in the footer: what the table is part of. */
  readonly about: Readonly<Record<string, string>>;
}
