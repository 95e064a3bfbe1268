import type { VisibleFields } from "../../measurement.ts";

/** What a mapper of baselines sees of a record: not even the group it is counted in. */
export type BaselineRecord = Omit<VisibleFields, "group">;

/** A positive finite field, or what `or` says; records of others have zeros and nonsense. */
export function sizeField(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 && Number.isFinite(value) ? value : undefined;
}
