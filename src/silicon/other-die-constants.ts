import type { SiliconConstant } from "./silicon-constants.ts";

/**
 * Constants of dies that are not made of an IPU's tiles, each from one die shot or one published floorplan. They serve
 * comparisons and `dse validate --silicon`; per multiply-accumulate that can be used, spares included in its area.
 */

const SQUARE_MICROMETRE = 1e-12;

/** SRAM and logic per 16-bit multiply-accumulate a cycle on N7, and what of a die does neither. */
export interface Organisation {
  readonly sramEfficiency: SiliconConstant;
  readonly logicPerMac: SiliconConstant;
  /** Wires that a new node does not shrink, by multiply-accumulate. */
  readonly wiresPerMac?: SiliconConstant;
}

/** Matrix units beside caches and vector cores. */
export const GPU: Organisation = {
  sramEfficiency: {
    id: "gpuCacheEfficiency",
    value: 0.0724,
    unit: "",
    status: "measured",
    source:
      "A100 die shot (LLMCompass die_area.csv): 40 MB of usable L2 in 119.3 mm2, its crossbar's side included",
  },
  logicPerMac: {
    id: "gpuLogicPerMac",
    value: 4995 * SQUARE_MICROMETRE,
    unit: "m^2",
    status: "measured",
    source: "A100 die shot: (476 + 76.4) mm2 of multiprocessors and crossbar by 110,592 usable MACs",
  },
};

/** Large matrix units beside one software-managed scratchpad. */
export const SCRATCHPAD: Organisation = {
  sramEfficiency: {
    id: "scratchpadEfficiency",
    value: 0.259,
    unit: "",
    status: "published",
    source: "TPU v4i (Ten Lessons, ISCA 2021): 128 MiB in 28 % of less than 400 mm2",
  },
  logicPerMac: {
    id: "scratchpadLogicPerMac",
    value: 3570 * SQUARE_MICROMETRE,
    unit: "m^2",
    status: "derived",
    source: "TPU v4i: what SRAM, two HBM PHYs, links and the pad ring leave of 400 mm2 by 65,536 MACs",
  },
};

/** Many small cores, each with memory of its own. */
export const DISTRIBUTED: Organisation = {
  sramEfficiency: {
    id: "distributedSramEfficiency",
    value: 0.509,
    unit: "",
    status: "calibrated",
    source: "GC200: tileSramEfficiency by 23 / 24, for spare rows",
  },
  logicPerMac: {
    id: "distributedLogicPerMac",
    value: 2282 * SQUARE_MICROMETRE,
    unit: "m^2",
    status: "calibrated",
    source: "GC200: 215 mm2 of tile logic by 94,208 usable MACs",
  },
  wiresPerMac: {
    id: "distributedWiresPerMac",
    value: 1471 * SQUARE_MICROMETRE,
    unit: "m^2",
    status: "calibrated",
    source: "GC200: 138.6 mm2 of exchange by 94,208 usable MACs",
  },
};

/** A multiply-accumulate of 8-bit integers alone by one of 16-bit floats: multiplier and adder shrink together. */
export const INTEGER_MAC_SHARE: SiliconConstant = {
  id: "integerMacShare",
  value: 0.17,
  unit: "",
  low: 0.1,
  high: 0.5,
  status: "derived",
  source: "energies at 7 nm (Ten Lessons, table 2): int8 0.07 + int32 0.03 against bf16 0.21 + fp32 0.38 pJ",
};

/** What a published die holds, in m² of what shrinks with logic, with SRAM, and not at all. */
export interface ContentAnchor {
  readonly id: string;
  readonly transistors: number;
  readonly logicSquareMetres: number;
  readonly sramSquareMetres: number;
  readonly fixedSquareMetres: number;
  /** Process that it is made on. */
  readonly process: string;
  readonly source: string;
}

export const CONTENT_ANCHORS = {
  a100: {
    id: "a100",
    transistors: 54.2e9,
    logicSquareMetres: 552.4e-6,
    sramSquareMetres: 119.3e-6,
    fixedSquareMetres: 154.3e-6,
    process: "n7",
    source: "A100 die shot (LLMCompass die_area.csv), 826 mm2",
  },
  aldebaran: {
    id: "mi250x",
    transistors: 29.1e9,
    logicSquareMetres: 479.2e-6,
    sramSquareMetres: 25.2e-6,
    fixedSquareMetres: 219.6e-6,
    process: "n6",
    source: "Aldebaran die shot (LLMCompass die_area.csv), one die of MI250X, 724 mm2",
  },
  wse2: {
    id: "wse2",
    transistors: 2.6e12,
    logicSquareMetres: 0.0231125,
    sramSquareMetres: 0.0231125,
    fixedSquareMetres: 0,
    process: "n7",
    source: "WSE-2: 46,225 mm2 (TechPowerUp), half of a core is SRAM",
  },
} as const satisfies Record<string, ContentAnchor>;

/** Dynamic energy of one FLOP of 16 bits in a matrix unit on N7, with its control; of one IPU FLOP with its SRAM. */
export const MATRIX_ENERGY: SiliconConstant = {
  id: "matrixEnergy",
  value: 0.7e-12,
  unit: "J/FLOP",
  low: 0.5e-12,
  high: 1.3e-12,
  status: "measured",
  source: "A100 tensor FP16 (SC'25, doi 10.1145/3712285.3759815, table 3): 0.33 datapath + 0.37 control pJ",
};

export const TILE_ENERGY: SiliconConstant = {
  id: "tileEnergy",
  value: 1.13e-12,
  unit: "J/FLOP",
  status: "published",
  source: "GC200 (Hot Chips 33): 1.3 pJ/FLOP whole chip less 42 W of idle",
};

/** Energy of a bit from memory through controller and PHY. */
export const MEMORY_ENERGY = {
  hbm: pathEnergy("hbm", 13.1, "A100 (SC'25): 13.11 pJ/bit beyond L2"),
  gddr: pathEnergy("gddr", 7.5, "Ten Lessons (ISCA 2021), table 2: GDDR6 5.5-7.5 pJ/bit"),
  ddr: pathEnergy("ddr", 20.3, "Ten Lessons (ISCA 2021), table 2: DDR3/4 20.3 pJ/bit"),
} as const;

function pathEnergy(id: string, picojoulesPerBit: number, source: string): SiliconConstant {
  return { id: `${id}Energy`, value: picojoulesPerBit * 8e-12, unit: "J/B", status: "measured", source };
}

/** Share of full arithmetic and memory traffic at once that a thermal design power is set for. */
export const DESIGN_ACTIVITY: SiliconConstant = {
  id: "designActivity",
  value: 0.8,
  unit: "",
  low: 0.5,
  high: 1,
  status: "calibrated",
  source: "A100: (400 - 54 W constant) by 218 W of tensor arithmetic and 214 W of HBM at full rate",
};

/** Constant power of a powered die by its area, on any node. */
export const CONSTANT_POWER: SiliconConstant = {
  id: "constantPower",
  value: 54 / 826e-6,
  unit: "W/m^2",
  low: 30e3,
  high: 120e3,
  status: "measured",
  source: "A100 (SC'25, table 2): 54 W on 826 mm2",
};
