import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { PredictionContext } from "../../src/validate/predict/mapper.ts";
import type { Measurement } from "../../src/validate/measurement.ts";
import { parseMeasurements } from "../../src/validate/parse-measurements.ts";
import { predictionContext } from "../../src/validate/predict/prediction-context.ts";
import { validateRecords } from "../../src/validate/validate.ts";
import type { SavedValidation } from "../../src/validate/validation.ts";
import { openShippedSpecs } from "../helpers/shipped-specs.ts";

export type ShippedFile = `${"ipu" | "gpu" | "baseline"}-measurements.json`;

const folder = fileURLToPath(new URL("../../reports/validation/", import.meta.url));

export function shippedMeasurements(file: ShippedFile): readonly Measurement[] {
  return parseMeasurements(readFileSync(`${folder}${file}`, "utf8"), file).records;
}

let context: Promise<PredictionContext> | undefined;

export function shippedContext(): Promise<PredictionContext> {
  context ??= openShippedSpecs().then(predictionContext);
  return context;
}

const validations = new Map<ShippedFile, Promise<SavedValidation>>();

/** What is predicted of every record of a shipped file: once for all test files of a worker, it takes seconds. */
export function shippedValidation(file: ShippedFile): Promise<SavedValidation> {
  const known = validations.get(file);
  const found =
    known ?? shippedContext().then((context) => validateRecords(shippedMeasurements(file), context));
  validations.set(file, found);
  return found;
}
