import {
  CONSTANT_POWER,
  DESIGN_ACTIVITY,
  MATRIX_ENERGY,
  MEMORY_ENERGY,
  TILE_ENERGY,
} from "../../silicon/other-die-constants.ts";
import type { DieContext } from "./die-context.ts";
import { dieKind, processId } from "./die-kind.ts";
import type { DieRecord } from "./die-record.ts";
import { readInterfaces } from "./interfaces.ts";
import { recalledInputs, type DiePrediction } from "./predict-area.ts";
import { equivalentFlops } from "./sheet-of-record.ts";

/**
 * Thermal design power in watts: constant power of the die, and a share of full arithmetic and memory traffic.
 *
 *   P = constant · A + activity · (FLOP/s · energy · node + memory B/s · energy)
 *
 * Of the memory, the path beyond the die counts whether it lies in the package or on the board.
 */
export async function predictPower(
  record: DieRecord,
  squareMetres: number | undefined,
  context: DieContext,
): Promise<DiePrediction> {
  const id = processId(record);
  if (id === undefined) return { notModelled: `no process of the node "${record.node}"` };
  const flops = equivalentFlops(record);
  if (flops === undefined) return { notModelled: "its dense arithmetic is not known" };
  if (squareMetres === undefined) return { notModelled: "its area is neither known nor modelled" };
  const process = await context.process(id);
  const { name } = dieKind(record);
  const energy = name === "distributed" || name === "wafer" ? TILE_ENERGY : MATRIX_ENERGY;
  const { memory, memoryBytesPerSecond } = readInterfaces(record.interfaces);
  const arithmetic = flops.value * energy.value * process.relativeEnergy;
  const traffic = memory === undefined ? 0 : memoryBytesPerSecond * MEMORY_ENERGY[memory].value;
  const parts = {
    constantWatts: squareMetres * CONSTANT_POWER.value,
    arithmeticWatts: DESIGN_ACTIVITY.value * arithmetic,
    memoryWatts: DESIGN_ACTIVITY.value * traffic,
  };
  return {
    predicted: parts.constantWatts + parts.arithmeticWatts + parts.memoryWatts,
    breakdown: parts,
    assumed: [...flops.assumed, ...recalledInputs(record)],
    calibrates: CALIBRATING.test(record.chip),
  };
}

/** A100's power sets the activity. */
const CALIBRATING = /\bA100\b/;
