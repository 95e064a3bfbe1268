import { isPhased } from "./off-chip.ts";
import { parkedBytes } from "./held-parameters.ts";
import { layerStates } from "./layer-state.ts";
import { codeBytesPerTile } from "./program-code.ts";
import { GAP_BYTES_PER_TILE } from "./memory-constants.ts";
import { ioTileBytes } from "./io-tiles.ts";
import type { BlockStep, ProgramPart, ProgramStep, Residence, Stage } from "../plan.ts";
import { chipProgram, programStep } from "./program-steps.ts";
import type { ResidencyInput } from "./residency-input.ts";
import { keptIn, parameterBytes, standingBytes, type StandingBytes } from "./standing-bytes.ts";

/**
 * What a chip with tiles holds in the step of its program in which its fullest tile is fullest, as bytes of all
 * computing tiles, as if each were as full. `gaps` is what other tiles have free there: the uneven rest of weights laid
 * out in whole blocks, and room that no variable fits.
 */
export function tiledResidence(stages: readonly Stage[], input: ResidencyInput): Residence {
  const { choice, graph } = input;
  const { sram, offChip } = standing(stages, input);
  const { parts, waitingBytes } = chipProgram(stages, input);
  if (isPhased(choice) && graph.phase === "training")
    keptIn(offChip, choice.weights).activations =
      (waitingBytes + parkedBytes(stages, choice)) * (choice.microBatches / choice.weightLoads);
  const peak = fullestStep(parts);
  if (peak === undefined) return { sram, offChip };
  addLive(sram, peak.live);
  const io = choice.ioTiles > 0 ? { ioTileBytes: ioTileBytes(stages, input) } : {};
  return { sram, offChip, program: parts, peak, ...io };
}

/** Category by category, as it is asked for by the million. */
function addLive(sram: StandingBytes["sram"], live: ProgramStep["live"]): void {
  sram.weights += live.weights;
  sram.gradients += live.gradients;
  sram.stash += live.stash;
  sram.activations += live.activations;
  sram.temporaries += live.temporaries;
  sram.gaps += live.gaps;
}

function fullestStep(parts: readonly ProgramPart[]): ProgramStep | undefined {
  let fullest: ProgramPart | undefined;
  let most = -Infinity;
  for (const part of parts) {
    if (part.peak === undefined) continue;
    const bytes = bytesAlive(part.through, part.peak);
    if (bytes > most) [fullest, most] = [part, bytes];
  }
  return fullest?.peak && programStep(fullest, fullest.peak);
}

/** Bytes of all tiles that are alive in a step beside what stands all the time. */
export function liveBytes({ live }: Pick<ProgramStep, "live">): number {
  return bytesAlive(live, live);
}

function bytesAlive(
  { weights, gradients, stash, gaps }: ProgramPart["through"],
  { activations, temporaries }: Pick<BlockStep, "activations" | "temporaries">,
): number {
  return weights + gradients + stash + activations + temporaries + gaps;
}

/** What stands all the time: state, code, and what unevenness and gaps leave free. */
function standing(stages: readonly Stage[], input: ResidencyInput): StandingBytes {
  const { arch, graph, choice } = input;
  if (arch.chip.architecture !== "tiled") throw new Error(`${arch.chip.id} has no tiles`);
  const tiles = arch.chip.tiles - choice.ioTiles;
  const bytes = standingBytes(stages, input);
  const { code, exchangeCode } = codeBytesPerTile(stages, graph.phase === "training");
  bytes.sram.code = code * tiles;
  bytes.sram.exchangeCode = exchangeCode * tiles;
  bytes.sram.gaps = GAP_BYTES_PER_TILE.value * tiles + unevenBytes(stages, input, tiles);
  return bytes;
}

/** Weights, gradients and state of its own on every replica, all laid out alike. */
function unevenBytes(stages: readonly Stage[], input: ResidencyInput, tiles: number): number {
  const { choice } = input;
  if (isPhased(choice)) return 0;
  const { weight, gradient, optimizer } = parameterBytes(input);
  const state = choice.optimizerState === "sram" ? optimizer : 0;
  const stateOf = layerStates(choice, tiles);
  let all = 0;
  let trained = 0;
  for (const { blocks } of stages)
    for (const { block, count } of blocks) {
      const { uneven, unevenTrained } = stateOf(block);
      all += count * uneven;
      trained += count * unevenTrained;
    }
  return tiles * (all * weight + trained * (gradient + state));
}
