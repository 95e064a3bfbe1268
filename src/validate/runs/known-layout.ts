import { sizeOf } from "../arithmetic-of.ts";
import type { VisibleFields } from "../measurement.ts";
import { runFamily } from "./run-workload.ts";

/**
 * Layers on each chip of a replica, as a record says, or as the vendor's configurations for the model have it; undefined
 * where neither says (then the layers are balanced).
 *
 * A record may leave out the chip that has the embedding and head alone. MLPerf submissions on four
 * chips that give no layers place attention and feed-forward blocks separately, balanced.
 * Source: graphcore/examples nlp/bert and nlp/gpt2 configurations.
 */
export function knownLayout(record: VisibleFields): readonly number[] | undefined {
  const { layersPerStage, ipusPerReplica: chips } = record;
  if (layersPerStage !== undefined)
    return chips === layersPerStage.length + 1 ? [0, ...layersPerStage] : layersPerStage;
  const layers = sizeOf(record.modelConfig, "layers");
  const family = runFamily(record);
  return LAYOUTS.find(
    (layout) =>
      layout.layers === layers &&
      (layout.mlperf ?? false) === record.group.startsWith("mlperf") &&
      layout.chips === (chips ?? layout.chips) &&
      (layout.family === undefined || layout.family === family) &&
      (layout.sequenceLength === undefined || layout.sequenceLength === record.sequenceLength),
  )?.layersPerStage;
}

interface Layout {
  readonly layers: number;
  readonly chips: number;
  readonly family?: string;
  readonly sequenceLength?: number;
  /** True: of an MLPerf submission. */
  readonly mlperf?: boolean;
  readonly layersPerStage: readonly number[];
}

/**
 * graphcore/examples: nlp/bert/pytorch/configs*.yml, nlp/gpt2/pytorch/benchmarks.yml; MLPerf v2.0 submission, Pod64:
 * attention and feed-forward blocks (1,1), 3 × (3,3), (4,3), (3,4), (4,3), (3,4) (published).
 */
const LAYOUTS: readonly Layout[] = [
  { layers: 12, chips: 4, layersPerStage: [0, 4, 4, 4] },
  { layers: 24, chips: 4, layersPerStage: [3, 7, 7, 7] },
  { layers: 24, chips: 8, sequenceLength: 384, layersPerStage: [2, 3, 3, 3, 3, 3, 3, 4] },
  {
    layers: 24,
    chips: 8,
    sequenceLength: 512,
    mlperf: true,
    layersPerStage: [1, 3, 3, 3, 3.5, 3.5, 3.5, 3.5],
  },
  { layers: 24, chips: 8, family: "gpt2", layersPerStage: [0, 3, 3, 3, 3, 4, 4, 4] },
  { layers: 36, chips: 8, family: "gpt2", layersPerStage: [1, 5, 5, 5, 5, 5, 5, 5] },
];
