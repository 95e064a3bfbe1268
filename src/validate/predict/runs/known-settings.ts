import type { PlanChoice } from "../../../plan/plan.ts";
import { sizeOf } from "../arithmetic-of.ts";
import type { VisibleFields } from "../../measurement.ts";
import { runFamily } from "./run-workload.ts";

/** What the vendor's configuration of a run sets beyond its record. */
export type KnownSettings = Partial<
  Pick<PlanChoice, "layersPerStage" | "optimizerState" | "availableMemoryProportion" | "checkpointFormat">
>;

/**
 * Settings of a run as its record has them, or as the vendor's configurations for the model have them; empty where
 * neither says (then layers are balanced, and the rest is what fits).
 *
 * A record may leave out the chip that has the embedding and head alone. MLPerf submissions on four
 * chips that give no layers place attention and feed-forward blocks separately, balanced.
 * Source: graphcore/examples nlp/bert and nlp/gpt2 configurations.
 */
export function knownSettings(record: VisibleFields): KnownSettings {
  const known = CONFIGURATIONS.find((one) => matches(one, record))?.settings ?? {};
  const { layersPerStage, ipusPerReplica: chips } = record;
  if (layersPerStage === undefined) return known;
  return {
    ...known,
    layersPerStage: chips === layersPerStage.length + 1 ? [0, ...layersPerStage] : layersPerStage,
  };
}

interface Configuration {
  readonly layers: number;
  readonly chips: number;
  readonly family?: string;
  readonly sequenceLength?: number;
  /** True: of an MLPerf submission. */
  readonly mlperf?: boolean;
  readonly chip?: string;
  readonly ipus?: number;
  readonly settings: KnownSettings;
}

function matches(one: Configuration, record: VisibleFields): boolean {
  const same = <T>(asked: T | undefined, has: T | undefined): boolean => asked === undefined || asked === has;
  return (
    one.layers === sizeOf(record.modelConfig, "layers") &&
    (one.mlperf ?? false) === record.group.startsWith("mlperf") &&
    same(record.ipusPerReplica, one.chips) &&
    same(one.family, runFamily(record)) &&
    same(one.sequenceLength, record.sequenceLength) &&
    same(one.chip, record.chip) &&
    same(one.ipus, record.ipus)
  );
}

/** MLPerf v2.0, Pod64: attention and feed-forward blocks (1,1), 3 × (3,3), (4,3), (3,4), (4,3), (3,4). */
const MLPERF_LAYERS = [1, 3, 3, 3, 3.5, 3.5, 3.5, 3.5];
const MLPERF = { layers: 24, chips: 8, sequenceLength: 512, mlperf: true } as const;

/**
 * graphcore/examples: nlp/bert/pytorch/configs*.yml, nlp/gpt2/pytorch/benchmarks.yml; MLPerf v2.0 submissions, of which
 * the one of 16 chips keeps checkpoints in FP8 and plans matmuls in less memory (published).
 */
const CONFIGURATIONS: readonly Configuration[] = [
  { layers: 12, chips: 4, settings: { layersPerStage: [0, 4, 4, 4] } },
  { layers: 24, chips: 4, settings: { layersPerStage: [3, 7, 7, 7], optimizerState: "streaming" } },
  {
    layers: 24,
    chips: 8,
    sequenceLength: 384,
    settings: { layersPerStage: [2, 3, 3, 3, 3, 3, 3, 4], optimizerState: "sharded" },
  },
  {
    ...MLPERF,
    chip: "Bow",
    ipus: 16,
    settings: {
      layersPerStage: MLPERF_LAYERS,
      availableMemoryProportion: 0.3,
      checkpointFormat: "fp8",
    },
  },
  { ...MLPERF, chip: "Bow", settings: { layersPerStage: MLPERF_LAYERS, availableMemoryProportion: 1 } },
  { ...MLPERF, settings: { layersPerStage: MLPERF_LAYERS } },
  { layers: 24, chips: 8, family: "gpt2", settings: { layersPerStage: [0, 3, 3, 3, 3, 4, 4, 4] } },
  { layers: 36, chips: 8, family: "gpt2", settings: { layersPerStage: [1, 5, 5, 5, 5, 5, 5, 5] } },
];
