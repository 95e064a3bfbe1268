import type { RooflineChip, TiledChip } from "../../arch/arch.ts";
import { INPUT_BYTES, OUTPUT_BYTES } from "../../cost/arithmetic.ts";
import { rooflineScan } from "../../cost/roofline/selective-scan.ts";
import { tiledScan } from "../../cost/tile/selective-scan.ts";
import { tileJoules } from "../../cost/tile/tile-work.ts";
import { scanShape } from "../../plan/memory/operator-memory.ts";
import type { ScanOperator } from "../../workload/graph/operator-graph.ts";
import { operatorLaws } from "../../workload/operators/operator-laws.ts";
import type { PricingContext } from "./pricing-context.ts";
import { FREE, type WorkPrice } from "./work-price.ts";

type Direction = "forward" | "backward";

/** A micro-batch's scans on tiles: cycles at the chip's clock, energy of FLOPs on the vector units and of bytes moved. */
export function priceTiledScan(
  op: ScanOperator,
  direction: Direction,
  { choice }: PricingContext,
  chip: TiledChip,
): WorkPrice {
  const shape = scanShape(op, choice.microBatch, choice.tensorParallel);
  const { phaseCycles, bytesPerCycle } = chip.exchange;
  const elementBytes = INPUT_BYTES[choice.arithmetic];
  const target = {
    tiles: chip.tiles - choice.ioTiles,
    elementBytes,
    exchangeBytesPerCycle: bytesPerCycle,
    phaseCycles,
  };
  const cost = tiledScan(shape, target, direction);
  const { sequences, steps, channels, state } = shape;
  const flops = scanFlops(op, direction, choice);
  const second = 1 / chip.clockHertz;
  // The state and an operand are read and the state is written for every token; what comes in and goes out, once.
  const statesBytes = sequences * steps * channels * state * STATE_BYTES * STATE_OPERANDS;
  const movedBytes = statesBytes + 2 * cost.exchangeBytes;
  const cycles = cost.vectorCycles * Math.min(target.tiles, sequences * channels);
  return {
    ...FREE,
    vectorSeconds: cost.vectorCycles * second,
    exchangeSeconds: cost.exchangeCycles * second,
    syncSeconds: cost.syncCycles * second,
    ...tileJoules({ cycles, movedBytes, flops }, chip.power),
    exchangeJoules: cost.exchangeBytes * chip.power.exchangeJoulesPerByte,
    flops,
  };
}

const STATE_BYTES = 4;
const STATE_OPERANDS = 3;

/** The same as one fused kernel in a stream. */
export function priceStreamedScan(
  op: ScanOperator,
  direction: Direction,
  { choice }: PricingContext,
  chip: RooflineChip,
): WorkPrice {
  const shape = scanShape(op, choice.microBatch, choice.tensorParallel);
  const use = { direction, resumes: op.resumes, elementBytes: OUTPUT_BYTES[choice.arithmetic] };
  const { seconds, memoryBytes } = rooflineScan(shape, use, chip);
  return {
    ...FREE,
    vectorSeconds: seconds,
    kernels: 1,
    sramJoules: memoryBytes * chip.memoryJoulesPerByte,
    flops: scanFlops(op, direction, choice),
  };
}

/** Multiply-accumulates of the recurrence, 2 FLOPs each, of one micro-batch on one chip. */
function scanFlops(
  op: ScanOperator,
  direction: Direction,
  { microBatch, tensorParallel }: PricingContext["choice"],
): number {
  const laws = operatorLaws(op);
  const passes = direction === "forward" ? 1 : laws.backwardPasses(op);
  return (passes * laws.denseFlops(op) * microBatch) / tensorParallel;
}
