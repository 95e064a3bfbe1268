/** What the paper's table leaves out and the scripts of its runs say. */
export interface MegatronSchedule {
  readonly microBatch: number;
  /** Layers of one model chunk; absent: no interleaving. */
  readonly layersPerChunk?: number;
}

/**
 * Schedules of Narayanan 2021 (SC21), Table 1, by layers × hidden size.
 * Source: Megatron-LM, examples/academic_paper_scripts/sc21/run_table_1.sh (published).
 */
export const MEGATRON_SCHEDULES: Readonly<Record<string, MegatronSchedule>> = {
  "24x2304": { microBatch: 16 },
  "30x3072": { microBatch: 16 },
  "36x4096": { microBatch: 16 },
  "40x6144": { microBatch: 8 },
  "48x8192": { microBatch: 4 },
  "60x10240": { microBatch: 2, layersPerChunk: 5 },
  "80x12288": { microBatch: 2, layersPerChunk: 5 },
  "96x16384": { microBatch: 1, layersPerChunk: 3 },
  "105x20480": { microBatch: 1, layersPerChunk: 1 },
  "128x25600": { microBatch: 1 },
};
