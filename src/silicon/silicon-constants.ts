/**
 * What the laws of silicon assume beyond the process specs. Three are set on GC200's die alone, from its published total
 * and shares; the others are published, derived from die shots of other chips, or assumed with a range.
 */
export interface SiliconConstant {
  readonly id: string;
  readonly value: number;
  readonly unit: string;
  readonly low?: number;
  readonly high?: number;
  readonly status: "published" | "measured" | "derived" | "calibrated" | "assumed";
  readonly source: string;
}

/** What a law takes a constant to be: as it is stated, unless it is told another value. */
export type ReadConstant = (constant: SiliconConstant) => number;

export const asStated: ReadConstant = ({ value }) => value;

const SQUARE_MILLIMETRE = 1e-6;
const SQUARE_MICROMETRE = 1e-12;

/** Share of a tile's SRAM area that is bit cells: decoders, sense amplifiers, banks of 64 bits take the rest. */
export const TILE_SRAM_EFFICIENCY: SiliconConstant = {
  id: "tileSramEfficiency",
  value: 0.531,
  unit: "",
  low: 0.51,
  high: 0.55,
  status: "calibrated",
  source: "GC200: 981.5 MB in 387-412 of 823 mm2, almost half (Hot Chips 33, hardwareluxx); the middle",
};

/**
 * Tile logic by 16-bit multiply-accumulate a cycle on N7, beside the multiplier and adder themselves: the processor of a
 * tile, its registers, vector units and the paths to and from memory, which are as wide as the operands.
 */
export const TILE_LOGIC_PER_MAC: SiliconConstant = {
  id: "tileLogicPerMac",
  value: 1907 * SQUARE_MICROMETRE,
  unit: "m^2",
  status: "calibrated",
  source:
    "GC200: 215 mm2 of tile logic (ReaLLM 4c550c3, citing Hot Chips 33) by 98,304 built MACs, less their units",
};

/** A multiplier of 16-bit floats with its adder of 16 bits, on N7. */
export const MAC_UNIT: SiliconConstant = {
  id: "macUnit",
  value: 280 * SQUARE_MICROMETRE,
  unit: "m^2",
  status: "derived",
  source: "LLMCompass 2e015fd: 685,300 transistors x (mantissa / 52)^2, at 10 bits and 90.6 MTr/mm2",
};

/** A multiplier with its adder by one of 16 bits both: a unit of the same node is as large as it draws energy. */
export const MAC_UNITS = {
  fp8_16: macUnits("fp8_16", 0.46, "8-bit multiply 0.07 + fp16 add 0.16"),
  fp16_16: macUnits("fp16_16", 1, "fp16 multiply 0.34 + fp16 add 0.16"),
  fp16_32: macUnits("fp16_32", 1.44, "fp16 multiply 0.34 + fp32 add 0.38"),
  fp32: macUnits("fp32", 3.38, "fp32 multiply 1.31 + fp32 add 0.38"),
} as const;

function macUnits(format: string, value: number, joules: string): SiliconConstant {
  const source = `energies of Jouppi et al. (ISCA 2021), 7 nm: ${joules} of 0.50 pJ; area in proportion is assumed`;
  return { id: `macUnits-${format}`, value, unit: "", status: "derived", source };
}

/** Die that one exchange wire takes across the die. It does not shrink with the node: upper metal sets it. */
export const EXCHANGE_WIRE_PITCH: SiliconConstant = {
  id: "exchangeWirePitch",
  value: 98.3e-9,
  unit: "m",
  status: "calibrated",
  source:
    "GC200: what SRAM, tile logic, lanes and the pad ring leave of 823 mm2, by 1,536 tiles x 32 wires x 28.7 mm",
};

/** Transceiver and controller of one serial lane up to 16 GT/s. Analogue: the same on every node. */
export const LANE_16G: SiliconConstant = {
  id: "lane16G",
  value: 0.52 * SQUARE_MILLIMETRE,
  unit: "m^2",
  status: "published",
  source: "LLMCompass 2e015fd: PCIe 4 lane 0.48 mm2 + 4.0 M transistors of control",
};

/** The same up to 32 GT/s. */
export const LANE_32G: SiliconConstant = {
  id: "lane32G",
  value: 0.7 * SQUARE_MILLIMETRE,
  unit: "m^2",
  status: "published",
  source: "LLMCompass 2e015fd: PCIe 5 lane 0.64 mm2 + 5.4 M transistors of control",
};

/** The same of 112 Gbit/s, long reach. */
export const LANE_112G: SiliconConstant = {
  id: "lane112G",
  value: 0.67 * SQUARE_MILLIMETRE,
  unit: "m^2",
  low: 0.22 * SQUARE_MILLIMETRE,
  high: 0.67 * SQUARE_MILLIMETRE,
  status: "published",
  source: "169 Gbit/s per mm2 of a long-reach 112G SerDes in print; extra-short reach 0.22 mm2 (LSSC 2025)",
};

/** Pad ring, clocks, test and management of a large die. */
export const UNCORE: SiliconConstant = {
  id: "uncore",
  value: 20 * SQUARE_MILLIMETRE,
  unit: "m^2",
  low: 10 * SQUARE_MILLIMETRE,
  high: 40 * SQUARE_MILLIMETRE,
  status: "assumed",
  source: "no published figure; A100's die shot leaves 40 mm2 unnamed, a chip without graphics needs less",
};

/** PHY and controller of one HBM stack. Analogue: the same on every node. */
export const HBM_PHY: SiliconConstant = {
  id: "hbmPhy",
  value: 15 * SQUARE_MILLIMETRE,
  unit: "m^2",
  low: 10 * SQUARE_MILLIMETRE,
  high: 30 * SQUARE_MILLIMETRE,
  status: "measured",
  source: "A100 die shot (LLMCompass die_area.csv): 58.0 + 31.8 mm2 for six stacks",
};

/** Edge of the die that one HBM stack takes. */
export const HBM_EDGE: SiliconConstant = {
  id: "hbmEdge",
  value: 0.01,
  unit: "m",
  low: 0.01,
  high: 0.012,
  status: "derived",
  source:
    "A100: six stacks on 52 % of the edge of 826 mm2, 0.52 x 4 x 28.7 mm / 6; high: with the room beside a PHY",
};

/** Share of a die's edge that memory may take: power, links and corners need the rest. */
export const HBM_EDGE_SHARE: SiliconConstant = {
  id: "hbmEdgeShare",
  value: 0.6,
  unit: "",
  status: "assumed",
  source: "A100 uses 0.52 of its edge; a ceiling of 0.6 is assumed",
};

/** PHY and controller of 32 bits of DDR, LPDDR or GDDR. */
export const DDR_PHY_32: SiliconConstant = {
  id: "ddrPhy32",
  value: 2.4 * SQUARE_MILLIMETRE,
  unit: "m^2",
  low: 1.45 * SQUARE_MILLIMETRE,
  high: 3 * SQUARE_MILLIMETRE,
  status: "published",
  source: "LLMCompass 2e015fd: DDR5, 1.45 mm2 + 90.4 M transistors for 32 bits; no other generation found",
};

/** Share of the supply that does not reach the transistors in the worst moment of a superstep, planar die. */
export const DROOP_PLANAR: SiliconConstant = {
  id: "droopPlanar",
  value: 0.278,
  unit: "",
  low: 0.2,
  high: 0.3,
  status: "calibrated",
  source: "Mk2 to Bow: clock x 1.396 at power x 1.204; the one constant that is fitted to that pair",
};

/** The same with a wafer of deep-trench capacitors bonded to the die. */
export const DROOP_CAPACITOR: SiliconConstant = {
  id: "droopCapacitor",
  value: 0.03,
  unit: "",
  low: 0.02,
  high: 0.05,
  status: "assumed",
  source: "no published figure; what is left where charge sits under every tile",
};

/** Energy of a chip's clock tree in a cycle, work or not, by its die on N7. */
export const CLOCK_TREE: SiliconConstant = {
  id: "clockTree",
  value: 13.4e-6,
  unit: "J/m^2",
  status: "calibrated",
  source: "GC200: 42 W idle less 27.4 W of leakage by its blocks, at 1.325 GHz on 823 mm2",
};
