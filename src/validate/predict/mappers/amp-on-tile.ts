import { ampCycles } from "../../../cost/tile/amp.ts";
import { arithmeticOf, sizeOf } from "../arithmetic-of.ts";
import { notModelled, type Mapper } from "../mapper.ts";
import { measuredChip } from "../measured-chip.ts";

/** One AMP call on every tile, nothing exchanged: FLOP/s = tiles · 2 · m · k · n · clock / cycles. */
export const ampOnTile: Mapper = async (record, context) => {
  const measured = await measuredChip(record, context);
  if (measured === undefined) return notModelled("chip unknown");
  const { chip } = measured;
  const { modelConfig = record.shape, metric } = record;
  const [rows, inner, columns] = ["m", "k", "n"].map((name) => sizeOf(modelConfig, name));
  if (rows === undefined || inner === undefined || columns === undefined) return notModelled("size unknown");
  const arithmetic = arithmeticOf(record);
  const macsPerCycle = arithmetic && chip.macsPerCycle[arithmetic];
  if (arithmetic === undefined || macsPerCycle === undefined) return notModelled("arithmetic unknown");
  if (metric !== "on_tile_amp_throughput") return notModelled(`metric ${metric} unknown`);
  const block = { rows, inner, columns };
  const cycles = ampCycles(block, arithmetic, chip.weightLoadBytesPerCycle, macsPerCycle);
  const tiles = sizeOf(modelConfig, "tiles") ?? chip.tiles;
  const flops = tiles * 2 * rows * inner * columns;
  return { predicted: (flops * chip.clockHertz) / cycles, breakdown: { ampCycles: cycles } };
};
