import type { VisibleFields } from "../measurement.ts";
import { sizeOf } from "../predict/arithmetic-of.ts";
import { machineOfChip } from "../predict/measured-chip.ts";
import { knownModel } from "../predict/baseline/known-models.ts";
import { systemOf } from "../predict/baseline/record-system.ts";

/** What was varied over the validated runs. */
export const RANGED = ["chips", "parameters", "sequenceLength", "microBatch"] as const;
export type Ranged = (typeof RANGED)[number];
export type RunSizes = Readonly<Record<Ranged, number | undefined>>;

export function sizesOfRecord(record: VisibleFields): RunSizes {
  const { model = "", modelConfig = {}, microBatch, batch } = record;
  const config = { ...knownModel(model), ...modelConfig };
  return {
    chips: record.ipus ?? record.devices,
    parameters: sizeOf(config, "params") ?? countedParameters(config),
    sequenceLength: record.sequenceLength ?? record.inputLength ?? sizeOf(modelConfig, "seq"),
    microBatch: record.task === "inference" ? (batch ?? record.concurrency ?? microBatch) : microBatch,
  };
}

/**
 * Parameters of a transformer by its sizes, where a record does not say: a layer has 2 h² of queries and output, as
 * many of keys and values as it has heads of them, and two or three matrices of h · ffn for each expert.
 */
function countedParameters(config: Readonly<Record<string, unknown>>): number | undefined {
  const size = (name: string): number | undefined => sizeOf(config, name);
  const [layers, hidden, ffn] = [size("layers"), size("hidden"), size("ffn")];
  if (layers === undefined || hidden === undefined || ffn === undefined) return undefined;
  const heads = size("heads") ?? 1;
  const attention = 2 * hidden ** 2 * (1 + (size("kvHeads") ?? heads) / heads);
  const matrices = (config["gatedFfn"] === true ? 3 : 2) * (size("experts") ?? 1);
  return layers * (attention + matrices * hidden * ffn) + (size("vocab") ?? 0) * hidden;
}

const TILED_CHIPS: Readonly<Record<string, string>> = {
  "c2-server": "gc2",
  m2000: "gc200",
  "bow-2000": "bow",
  "c600-card": "c600",
};

/** Id of a chip by what a record calls it or its machine, of all its memory sizes: `a100` stands for 40 and 80 GB. */
export function chipIdOf({ chip = "", system = "" }: VisibleFields): string | undefined {
  if (chip === "" && /\bbow\b/i.test(system)) return "bow";
  if (chip === "" && /pod/i.test(system)) return "gc200";
  const machine = machineOfChip(chip);
  if (machine !== undefined) return TILED_CHIPS[machine];
  return systemOf(chip, 1)?.replace(/(-\d+g)?-(gpus|chips)1$/, "");
}
