import type { Measurement } from "../measurement.ts";
import { isMeasured } from "../measurement.ts";
import { BASELINE_LIMITS, missedLimits } from "./baseline-limits.ts";
import { trustedStatistics, type TrustedStatistics } from "./trusted-statistics.ts";

/** A group of records with an agreed limit: what it reaches, and what of its limits it misses. */
export interface LimitedGroup extends TrustedStatistics {
  readonly group: string;
  readonly limit: number;
  readonly missed: readonly string[];
}

/** Groups of trust A and B that have a limit, from ln(predicted / measured) by id of what is modelled. */
export function limitedGroups(
  records: readonly Measurement[],
  residuals: ReadonlyMap<string, number>,
): readonly LimitedGroup[] {
  const trusted = records.filter((record) => isMeasured(record) && record.trust !== "C");
  return Object.entries(BASELINE_LIMITS).flatMap(([group, limit]) => {
    const own = trusted.filter((record) => record.group === group);
    if (limit === undefined || own.length === 0) return [];
    const errors = own.flatMap(({ id }) => {
      const residual = residuals.get(id);
      return residual === undefined ? [] : [Math.expm1(residual)];
    });
    const statistics = trustedStatistics(own.length, errors);
    return [{ group, limit, ...statistics, missed: missedLimits(statistics, limit) }];
  });
}
