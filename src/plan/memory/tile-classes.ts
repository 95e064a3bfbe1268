import { operatorMemory } from "./operator-memory.ts";
import type { TiledChip } from "../../arch/arch.ts";
import { weightBlockElements } from "../../cost/tile/amp.ts";
import { parametersPerChip } from "./operator-shapes.ts";
import type { Plan, ProgramStep, Residence, Stage, TileClass } from "../plan.ts";
import { GAP_BYTES_PER_TILE } from "./memory-constants.ts";
import { stepName } from "./program-steps.ts";
import type { ResidencyInput } from "./residency-input.ts";

/**
 * The plan with the tiles of its fullest chip told apart by what they hold. `planMatmul` plans tiles as it did for the
 * plan; searches, which ask for the fullest tile alone, do without.
 */
export function withTileClasses(plan: Plan, planMatmul: ResidencyInput["planMatmul"]): Plan {
  const { residence, stages, fullestChip } = plan;
  const own = stages.filter(({ chip }) => chip === fullestChip);
  return {
    ...plan,
    residence: residence.map((held, chip) => {
      const { peak } = held;
      if (chip !== fullestChip || peak === undefined) return held;
      return { ...held, tileClasses: tileClasses(own, { ...held, peak }, { ...plan, planMatmul }) };
    }),
  };
}

/**
 * Tiles of a chip by what they hold in its fullest step, the fullest first.
 *
 * All computing tiles have the code and an even share of what lives on the chip. Some have one block more of every
 * matrix that does not divide evenly. Those at work on the step's product have its operand blocks and partials; where
 * its division leaves tiles out, those do not. Tiles set aside for I/O have the code that every tile needs and what
 * comes in next.
 */
function tileClasses(
  stages: readonly Stage[],
  held: Residence & { readonly peak: ProgramStep },
  input: ResidencyInput,
): readonly TileClass[] {
  const { arch, choice } = input;
  const { sram, peak, ioTileBytes } = held;
  const tiles = (arch.chip as TiledChip).tiles - choice.ioTiles;
  const fullest = Object.values(sram).reduce((sum, bytes) => sum + bytes, 0) / tiles;
  const uneven = sram.gaps / tiles - GAP_BYTES_PER_TILE.value;
  const leftover = uneven > 0 ? leftoverTiles(stages, input, tiles) : 0;
  const backward = peak.direction === "backward";
  const used =
    peak.operator &&
    operatorMemory(peak.operator).tilesAtWork(peak.operator, backward, choice, input.planMatmul);
  const atWork = Math.min(used ?? tiles, tiles);
  const temporaries = sram.temporaries / tiles;
  const working = temporaries > 0 ? "at work" : "computing";
  const classes: TileClass[] = [
    { name: `${working}, with a block more of each matrix`, tiles: leftover, bytesPerTile: fullest },
    {
      name: `${working}, with an even share`,
      tiles: atWork - leftover,
      bytesPerTile: fullest - Math.max(0, uneven),
    },
    {
      name: "left out by the division of the work",
      tiles: tiles - Math.max(atWork, leftover),
      bytesPerTile: fullest - Math.max(0, uneven) - temporaries,
    },
    { name: "for I/O", tiles: choice.ioTiles, bytesPerTile: ioTileBytes ?? 0 },
  ];
  return classes.filter((one) => one.tiles > 0).sort((one, other) => other.bytesPerTile - one.bytesPerTile);
}

/** Tiles that hold a block more than others of every matrix that is not divided evenly. */
function leftoverTiles(
  stages: readonly Stage[],
  { choice }: Pick<ResidencyInput, "choice">,
  tiles: number,
): number {
  const block = weightBlockElements(choice.arithmetic);
  let fewest = tiles;
  for (const { blocks } of stages)
    for (const { block: layer } of blocks)
      for (const op of layer.operators) {
        if (!operatorMemory(op).inBlocks) continue;
        const rest = Math.ceil(parametersPerChip(op, choice.tensorParallel) / block) % tiles;
        if (rest > 0) fewest = Math.min(fewest, rest);
      }
  return fewest;
}

/** "1,456 tiles at work, with a block more of each matrix, while layer ffn-down runs backward". */
export function whereFullest({ peak, tileClasses: classes }: Residence): string | undefined {
  const fullest = classes?.[0];
  if (peak === undefined || fullest === undefined) return undefined;
  return `${fullest.tiles.toLocaleString("en")} tiles ${fullest.name}, while ${stepName(peak)}`;
}
