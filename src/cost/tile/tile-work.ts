/** What busy tiles do outside the matrix unit, over all of them. */
export interface TileWork {
  /** Cycles in which a tile issues. */
  readonly cycles: number;
  /** Between SRAM and registers, instructions apart. */
  readonly movedBytes: number;
  readonly flops: number;
}

/** Energy of one chip's memory and vector units. */
export interface TileEnergies {
  readonly sramJoulesPerByte: number;
  readonly vectorJoulesPerFlop: number;
}

/**
 * Bytes of the instructions that a tile fetches from its SRAM in a cycle: one bundle of two of 32 bits, which its
 * workers issue in turn. Source: Graphcore, Tile Vertex ISA (dual issue in bundles of 64 bits).
 */
export const INSTRUCTION_BYTES_PER_CYCLE = 8;

/**
 * Joules of tiles at work outside the matrix unit, whose instructions its energy per FLOP includes:
 *
 *   SRAM: (8 B · cycles + operands and results) · e_sram,  vector units: FLOPs · e_v
 */
export function tileJoules(
  { cycles, movedBytes, flops }: TileWork,
  { sramJoulesPerByte, vectorJoulesPerFlop }: TileEnergies,
): { readonly sramJoules: number; readonly vectorJoules: number } {
  return {
    sramJoules: (cycles * INSTRUCTION_BYTES_PER_CYCLE + movedBytes) * sramJoulesPerByte,
    vectorJoules: flops * vectorJoulesPerFlop,
  };
}
