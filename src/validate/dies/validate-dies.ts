import { rounded } from "../../result/rounded.ts";
import { grossDies } from "../../silicon/gross-dies.ts";
import { dieYield } from "../../silicon/die-cost.ts";
import type { Specs } from "../../spec/open-specs.ts";
import { errorStatistics } from "../accuracy/error-statistics.ts";
import {
  DIE_QUANTITIES,
  VALIDATION_SCHEMA,
  type DieQuantity,
  type GroupValidation,
  type SavedDieValidation,
  type ValidatedDie,
} from "../validation.ts";
import { dieContext, type DieContext } from "./die-context.ts";
import { processId } from "./die-kind.ts";
import type { DieRecord } from "./die-record.ts";
import { predictArea, type DiePrediction } from "./predict-area.ts";
import { predictPower } from "./predict-power.ts";
import { predictPrice } from "./predict-price.ts";

const UNITS: Readonly<Record<DieQuantity, string>> = {
  area: "m^2",
  grossDies: "",
  yield: "",
  power: "W",
  price: "USD",
};

/** Fields of a record that say the measured number of a quantity. */
const FIELDS: Readonly<Record<DieQuantity, string>> = {
  area: "areaMm2",
  grossDies: "grossDies",
  yield: "yield",
  power: "tdpW",
  price: "priceOrCost",
};

/**
 * Predict every quantity of every die from what its record says of its making, and hold it against what is published.
 * `asked` are the quantities wanted; none: all.
 */
export async function validateDies(
  records: readonly DieRecord[],
  specs: Specs,
  asked: readonly string[] = [],
): Promise<SavedDieValidation> {
  const wanted = DIE_QUANTITIES.filter((quantity) => asked.length === 0 || asked.includes(quantity));
  const context = dieContext(specs);
  const validated: ValidatedDie[] = [];
  for (const record of records)
    validated.push(...(await validateDie(record, context)).filter(({ group }) => wanted.includes(group)));
  const groups = wanted.map((group) => [group, summary(validated.filter((one) => one.group === group))]);
  const { count, modelled, mape } = summary(validated);
  return rounded({
    schema: VALIDATION_SCHEMA,
    records: validated,
    groups: Object.fromEntries(groups) as Record<string, GroupValidation>,
    overall: { count, modelled, mape },
  });
}

async function validateDie(record: DieRecord, context: DieContext): Promise<readonly ValidatedDie[]> {
  const area = await predictArea(record, context);
  const published = record.areaMm2 === undefined ? undefined : record.areaMm2 * 1e-6;
  const squareMetres = published ?? ("predicted" in area ? area.predicted : undefined);
  const predictions: Readonly<Record<DieQuantity, DiePrediction>> = {
    area,
    grossDies: await predictDies(record, squareMetres, context, "grossDies"),
    yield: await predictDies(record, squareMetres, context, "yield"),
    power: await predictPower(record, squareMetres, context),
    price: await predictPrice(record, squareMetres, context),
  };
  return DIE_QUANTITIES.map((quantity) => compared(record, quantity, predictions[quantity]));
}

/** Dies of a wafer, and the share of them that works without spare parts: what no data sheet tells is not assumed. */
async function predictDies(
  record: DieRecord,
  squareMetres: number | undefined,
  context: DieContext,
  quantity: "grossDies" | "yield",
): Promise<DiePrediction> {
  const shipped = await context.shipped(record);
  const id = processId(record);
  if (shipped !== undefined) {
    const { grossDies: dies, yieldFraction } = shipped.silicon;
    return { predicted: quantity === "yield" ? yieldFraction : dies, assumed: [], calibrates: false };
  }
  if (id === undefined) return { notModelled: `no process of the node "${record.node}"` };
  if (squareMetres === undefined) return { notModelled: "its area is neither known nor modelled" };
  const process = await context.process(id);
  const die = { squareMetres: squareMetres / record.dies, process };
  const dies = grossDies(die.squareMetres, process.wafer);
  if (dies < 1) return { notModelled: "larger than a reticle: one die is a wafer" };
  const predicted = quantity === "yield" ? dieYield(die) : dies;
  return { predicted, assumed: quantity === "yield" ? ["no spare parts"] : [], calibrates: false };
}

function measuredOf(record: DieRecord, quantity: DieQuantity): number | undefined {
  const { areaMm2, grossDies: dies, yield: good, tdpW, priceOrCost: price } = record;
  switch (quantity) {
    case "area":
      return areaMm2 === undefined ? undefined : areaMm2 * 1e-6;
    case "grossDies":
      return dies;
    case "yield":
      return good;
    case "power":
      return tdpW;
    case "price":
      return (
        price?.usd ?? (price?.usdLow && price.usdHigh ? Math.sqrt(price.usdLow * price.usdHigh) : undefined)
      );
  }
}

function compared(record: DieRecord, group: DieQuantity, prediction: DiePrediction): ValidatedDie {
  const { id, trust, recalled } = record;
  const measured = measuredOf(record, group);
  const head = {
    id,
    group,
    trust,
    unit: UNITS[group],
    ...(measured === undefined ? {} : { measured }),
    ...(recalled.length === 0 ? {} : { recalled }),
  };
  const unknown = measured === undefined ? { notModelled: "nothing is published to hold it against" } : {};
  const reason = measured === undefined ? undefined : whyNotCounted(record, group, prediction);
  const counted = reason === undefined ? {} : { notCounted: reason };
  if ("notModelled" in prediction)
    return { ...head, notModelled: prediction.notModelled, ...unknown, ...counted };
  const { predicted, assumed, breakdown } = prediction;
  return {
    ...head,
    predicted,
    ...(measured === undefined ? unknown : { error: relativeError(predicted, measured) }),
    ...(breakdown && { breakdown }),
    ...(assumed.length === 0 ? {} : { assumed }),
    ...counted,
  };
}

function whyNotCounted(record: DieRecord, group: DieQuantity, prediction: DiePrediction): string | undefined {
  const calibrates = "calibrates" in prediction && prediction.calibrates;
  if (calibrates || (group === "area" && record.anchor))
    return "an anchor: constants of the law are set on it";
  return record.recalled.includes(FIELDS[group]) ? `its ${FIELDS[group]} is recalled` : undefined;
}

/** What differs in the last bits alone is equal. */
function relativeError(predicted: number, measured: number): number {
  const error = predicted / measured - 1;
  return Math.abs(error) < 1e-12 ? 0 : error;
}

/** Records that are counted have a published number of their own; those that are modelled, a prediction too. */
function summary(records: readonly ValidatedDie[]): GroupValidation {
  const counted = records.filter(
    ({ measured, notCounted }) => measured !== undefined && notCounted === undefined,
  );
  const errors = counted.flatMap(({ error }) => (error === undefined ? [] : [error]));
  return { count: counted.length, modelled: errors.length, ...errorStatistics(errors) };
}
