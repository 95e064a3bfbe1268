import type { SavedValidation } from "../validation.ts";

export const RESIDUALS_SCHEMA = "dse.residuals/v1";

/** ln(predicted / measured) of every modelled record of the shipped files, by file and id: four decimals. */
export interface Residuals {
  readonly schema: typeof RESIDUALS_SCHEMA;
  readonly files: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const DECIMALS = 4;

export function residualsOf({ records }: Pick<SavedValidation, "records">): Readonly<Record<string, number>> {
  return Object.fromEntries(
    records.flatMap((record) =>
      "error" in record ? [[record.id, Number(Math.log1p(record.error).toFixed(DECIMALS))]] : [],
    ),
  );
}
