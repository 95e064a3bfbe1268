import { COOLING_LIMITS } from "./die-power.ts";
import {
  ASSEMBLY_DOLLARS,
  BOND_DEFECTS,
  BOND_YIELD,
  CAPACITOR_WAFER,
  INTERPOSER_DOLLARS,
  INTERPOSER_STACK_AREA,
  MARGINS,
  MEMORY_DOLLARS,
  MEMORY_KILOGRAMS,
  OTHER_SHARE,
  PACKAGE_KILOGRAMS,
  PACKAGE_TEST_DOLLARS,
  SORT_DOLLARS,
  SUBSTRATE_BY_SILICON,
  SUBSTRATE_DOLLARS,
} from "./package-constants.ts";
import {
  CLOCK_TREE,
  DROOP_CAPACITOR,
  DROOP_PLANAR,
  EXCHANGE_WIRE_PITCH,
  HBM_EDGE,
  HBM_EDGE_SHARE,
  HBM_PHY,
  LANE_112G,
  LANE_16G,
  LANE_32G,
  MAC_UNIT,
  MAC_UNITS,
  TILE_LOGIC_PER_MAC,
  TILE_SRAM_EFFICIENCY,
  UNCORE,
  type SiliconConstant,
} from "./silicon-constants.ts";

const { hbm2e, hbm3, hbm3e, hbm4 } = MEMORY_DOLLARS;
const carbon = MEMORY_KILOGRAMS;

/** What the laws of a chip of tiles and its package read, by id; each can be told another value for a run. */
export const CONSTANTS_OF_CHIPS: ReadonlyMap<string, SiliconConstant> = new Map(
  [
    ...[
      TILE_SRAM_EFFICIENCY,
      TILE_LOGIC_PER_MAC,
      MAC_UNIT,
      EXCHANGE_WIRE_PITCH,
      LANE_16G,
      LANE_32G,
      LANE_112G,
    ],
    ...[UNCORE, HBM_PHY, HBM_EDGE, HBM_EDGE_SHARE, DROOP_PLANAR, DROOP_CAPACITOR, CLOCK_TREE],
    ...[...Object.values(MAC_UNITS), ...Object.values(COOLING_LIMITS)],
    ...[SUBSTRATE_DOLLARS, SUBSTRATE_BY_SILICON, INTERPOSER_DOLLARS, INTERPOSER_STACK_AREA],
    ...[ASSEMBLY_DOLLARS, SORT_DOLLARS, PACKAGE_TEST_DOLLARS, BOND_YIELD, OTHER_SHARE, BOND_DEFECTS],
    ...[hbm2e, hbm3, hbm3e, hbm4, carbon.hbm2e, carbon.hbm3, carbon.hbm3e, carbon.hbm4, PACKAGE_KILOGRAMS],
    ...[MARGINS.challenger, ...Object.values(CAPACITOR_WAFER)],
  ].map((constant) => [constant.id, constant]),
);
