import type { ErrorStatistics } from "./accuracy/error-statistics.ts";
import type { TrustedStatistics } from "./accuracy/trusted-statistics.ts";

export const VALIDATION_SCHEMA = "dse.validation/v1";

/** One record against its prediction; both in base units, `error` = predicted / measured − 1. */
export type ValidatedRecord =
  | {
      readonly id: string;
      readonly group: string;
      readonly trust: string;
      readonly predicted: number;
      readonly measured: number;
      readonly unit: string;
      readonly error: number;
      /** What the prediction is made of, in the units its names say. */
      readonly breakdown?: Readonly<Record<string, number>>;
    }
  | {
      readonly id: string;
      readonly group: string;
      readonly trust: string;
      /** Why there is no prediction; `input`: the number is an input of the machine's spec. */
      readonly notModelled: string;
    };

/** Coverage and error of a group; `count` counts measured records. */
export interface GroupValidation extends ErrorStatistics {
  readonly count: number;
  readonly modelled: number;
  /** Of those of trust A and B, with the largest median |error| that is agreed for the group, where one is. */
  readonly trusted?: TrustedStatistics & { readonly limit?: number; readonly missed?: readonly string[] };
}

/** The form in which validations are printed and saved. */
export interface SavedValidation {
  readonly schema: typeof VALIDATION_SCHEMA;
  readonly records: readonly ValidatedRecord[];
  readonly groups: Readonly<Record<string, GroupValidation>>;
  readonly overall: { readonly count: number; readonly modelled: number; readonly mape: number | null };
}

/** One quantity of a published die against its prediction, in base units. */
export type ValidatedDie = {
  readonly id: string;
  readonly group: DieQuantity;
  readonly trust: string;
  readonly unit: string;
  readonly predicted?: number;
  readonly measured?: number;
  /** predicted / measured − 1, where both are there. */
  readonly error?: number;
  readonly breakdown?: Readonly<Record<string, number>>;
  /** What the prediction had to assume, and which of its inputs are recalled rather than sourced. */
  readonly assumed?: readonly string[];
  /** Fields of the record that its collector recalled without a source. */
  readonly recalled?: readonly string[];
  /** Why the record is shown and not counted: it set a constant, or its number is recalled. */
  readonly notCounted?: string;
  readonly notModelled?: string;
};

export const DIE_QUANTITIES = ["area", "grossDies", "yield", "power", "price"] as const;
export type DieQuantity = (typeof DIE_QUANTITIES)[number];

/** A validation of dies: the form of `SavedValidation`, one record a die and quantity. */
export interface SavedDieValidation {
  readonly schema: typeof VALIDATION_SCHEMA;
  readonly records: readonly ValidatedDie[];
  readonly groups: Readonly<Record<string, GroupValidation>>;
  readonly overall: { readonly count: number; readonly modelled: number; readonly mape: number | null };
}
