import type { GroupValidation, SavedValidation } from "./validation.ts";

/** A validation as text, a row a group: coverage, then mean, bias and 90th percentile of the relative error. */
export interface ValidationTable {
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const HEADER = ["group", "records", "modelled", "MAPE", "bias", "p90"];

/** Groups in the order of the records, then all records together. */
export function validationTable({ groups, overall }: SavedValidation): ValidationTable {
  const rows = Object.entries(groups).map(([name, group]) => groupRow(name, group));
  const { count, modelled, mape } = overall;
  return { header: HEADER, rows: [...rows, ["all", `${count}`, `${modelled}`, percent(mape), "", ""]] };
}

function groupRow(name: string, { count, modelled, mape, bias, p90 }: GroupValidation): string[] {
  return [name, `${count}`, `${modelled}`, percent(mape), signed(bias), percent(p90)];
}

function percent(share: number | null): string {
  return share === null ? "-" : `${(100 * share).toFixed(1)} %`;
}

function signed(share: number | null): string {
  return share === null ? "-" : `${share > 0 ? "+" : ""}${(100 * share).toFixed(1)} %`;
}
