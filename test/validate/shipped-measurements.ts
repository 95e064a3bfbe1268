import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PredictionContext } from "../../src/validate/predict/mapper.ts";
import type { Measurement } from "../../src/validate/measurement.ts";
import { parseMeasurements } from "../../src/validate/parse-measurements.ts";
import { predictionContext } from "../../src/validate/predict/prediction-context.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

export type ShippedFile = `${"ipu" | "gpu" | "baseline"}-measurements.json`;

const folder = fileURLToPath(new URL("../../reports/validation/", import.meta.url));

export function shippedMeasurements(file: ShippedFile): readonly Measurement[] {
  return parseMeasurements(readFileSync(`${folder}${file}`, "utf8"), file).records;
}

export async function shippedContext(): Promise<PredictionContext> {
  return predictionContext(await openShippedSpecs());
}
