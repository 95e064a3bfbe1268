import type { ErrorStatistics } from "./accuracy/error-statistics.ts";

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
}

/** The form in which validations are printed and saved. */
export interface SavedValidation {
  readonly schema: typeof VALIDATION_SCHEMA;
  readonly records: readonly ValidatedRecord[];
  readonly groups: Readonly<Record<string, GroupValidation>>;
  readonly overall: { readonly count: number; readonly modelled: number; readonly mape: number | null };
}
