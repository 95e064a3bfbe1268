import type { PredictionContext } from "../predict/mapper.ts";
import { visibleFields, type Measurement } from "../measurement.ts";
import type { SavedValidation } from "../validation.ts";
import { idealReading, type IdealReading } from "./ideal-work.ts";

/** Mean of |error| on the same records: ours, and what two usual estimates make of them. */
export interface NaiveComparison {
  readonly group: string;
  readonly records: number;
  readonly mape: number;
  /** Peak × one share of the peak for each kind of task, the share fitted to all these records. */
  readonly fixedShareMape: number;
  readonly rooflineMape: number;
}

export interface NaiveAlternatives {
  /** The fitted shares of peak, by kind of task. */
  readonly shares: Readonly<Record<string, number>>;
  readonly groups: readonly NaiveComparison[];
}

interface Compared {
  readonly group: string;
  readonly task: string;
  readonly error: number;
  readonly measured: number;
  readonly ideal: IdealReading;
}

/** Predict what we predicted in the two usual ways. The share of the first is fitted to these very records. */
export async function naiveAlternatives(
  records: readonly Measurement[],
  validation: SavedValidation,
  context: PredictionContext,
): Promise<NaiveAlternatives> {
  const compared: Compared[] = [];
  for (const [index, record] of records.entries()) {
    const outcome = validation.records[index];
    if (outcome === undefined || !("error" in outcome)) continue;
    const ideal = await idealReading(visibleFields(record), context);
    if (ideal === undefined) continue;
    const { error, measured, group } = outcome;
    compared.push({ group, task: record.task ?? "other", error, measured, ideal });
  }
  const shares = Object.fromEntries(
    [...new Set(compared.map(({ task }) => task))].map((task) => [
      task,
      bestShare(compared.filter((one) => one.task === task)),
    ]),
  );
  const groups = [...new Set(compared.map(({ group }) => group))].map((group) => {
    const own = compared.filter((one) => one.group === group);
    return {
      group,
      records: own.length,
      mape: mean(own.map(({ error }) => Math.abs(error))),
      fixedShareMape: mean(own.map((one) => shareError(one, shares[one.task] ?? 1))),
      rooflineMape: mean(own.map(({ ideal, measured }) => Math.abs(ideal.onRoofline / measured - 1))),
    };
  });
  return { shares, groups };
}

/** |error| at a share of peak: a rate falls with it, a time grows. */
function shareError({ ideal, measured }: Compared, share: number): number {
  const predicted = ideal.isTime ? ideal.atPeak / share : ideal.atPeak * share;
  return Math.abs(predicted / measured - 1);
}

/** The share of peak of least mean |ln(predicted / measured)|: the median of those reached. No outlier moves it. */
function bestShare(records: readonly Compared[]): number {
  const reached = records
    .map(({ ideal, measured }) => (ideal.isTime ? ideal.atPeak / measured : measured / ideal.atPeak))
    .sort((a, b) => a - b);
  return reached[Math.floor(reached.length / 2)] ?? 1;
}

const mean = (values: readonly number[]): number =>
  values.reduce((total, value) => total + value, 0) / values.length;
