import { machineMemories, memoriesOfTiles } from "./memory-spec.ts";
import { z } from "zod";
import type { ChipSilicon } from "../../silicon/chip-silicon.ts";
import { COOLINGS } from "../../silicon/die-power.ts";
import type { SoftwareSpec, SoftwareTask } from "./software-spec.ts";
import { quantity } from "../yaml/quantity.ts";
import { ARITHMETIC, ARITHMETICS } from "./arithmetics.ts";
import { rooflineChip } from "./roofline-chip-spec.ts";
import { floorplan } from "./floorplan-spec.ts";
import { specHead } from "./spec-head.ts";
import { chipPower, links, LONGEST_LATENCY, wiringAxis } from "./links-spec.ts";

export const DEPRECIATIONS = ["straight-line", "declining"] as const;

export { ARITHMETICS, type Arithmetic } from "./arithmetics.ts";

/** Of one chip. */
export const MOST_TILES = 1_000_000;
/** Seconds: a machine that lives less than a day is none that anyone depreciates. */
const SHORTEST_LIFE = 86_400;

/** A chip of tiles with private SRAM, run as bulk-synchronous supersteps (IPU). */
const tiledChip = z.strictObject({
  ...specHead,
  kind: z.literal("chip").describe("The kind of spec that this file is"),
  architecture: z
    .literal("tiled")
    .describe(
      "tiled: tiles with private SRAM, run in supersteps (IPU); roofline: peak rates and one memory (GPU, TPU)",
    ),
  year: z.number().int().optional().describe("Year in which it came out"),
  tiles: quantity("count", { min: 1, max: MOST_TILES }).describe("Tiles of the chip that programs can use"),
  workersPerTile: quantity("count", { min: 1, max: 1024 }).describe(
    "Hardware threads of a tile, which take turns",
  ),
  sramPerTile: quantity("bytes", { positive: true, max: 1e12 }).describe(
    "Memory of one tile, which holds code and data",
  ),
  clock: quantity("hertz").describe("Clock of the tiles"),
  loadStorePerCycle: quantity("bytes", { positive: true, max: 1e6 }).describe(
    "Tile SRAM traffic per tile and cycle, loads and store",
  ),
  weightLoadPerCycle: quantity("bytes", { positive: true, max: 1e6 }).describe(
    "Rate at which weights enter the AMP units, per tile and cycle",
  ),
  arithmetic: z
    .partialRecord(
      z.enum(ARITHMETICS),
      z.strictObject({
        macsPerCycle: quantity("count", { fractional: true, min: 1e-3, max: 1e9 }).describe(
          "Multiply-accumulates per tile and cycle",
        ),
        energy: quantity("joulesPerFlop").describe(
          "Energy of the AMP's datapath; its SRAM and exchange traffic are charged by their bytes, idle power apart",
        ),
      }),
    )
    .describe(ARITHMETIC),
  exchange: z
    .strictObject({
      bytesPerCycle: quantity("bytes", { positive: true, max: 1e6 }).describe(
        "Per tile and cycle, receive and send concurrently",
      ),
      pairFactor: quantity("count", { fractional: true, min: 1, max: 16 }).describe(
        "Receive-rate gain of two neighbour tiles that receive the same data",
      ),
      fixedCycles: quantity("count", { fractional: true, max: 1e9 }).describe("Fixed cost of one exchange"),
      syncCycles: quantity("count", { fractional: true, max: 1e9 }).describe("Internal sync"),
      phaseCycles: quantity("count", { fractional: true, max: 1e9 }).describe(
        "All-in cost of one superstep: sync, launch, control, fragmentation",
      ),
    })
    .describe("The network between tiles, and what a superstep costs"),
  memories: memoriesOfTiles,
  links: links.describe("Links of a chip to other chips"),
  power: chipPower.describe("What a chip draws, and for what"),
  process: z.string().optional().describe("Id of the silicon process of the die"),
  floorplan: floorplan.optional(),
  volume: quantity("count", { min: 1 })
    .optional()
    .describe("Chips that carry the cost of design; absent: no price has a share of it"),
  price: quantity("dollars").optional().describe("Price as bought; absent: not known"),
  dieArea: quantity("squareMetres").optional().describe("Area of the die as published"),
  transistors: quantity("count", { min: 1 }).optional().describe("Transistors of the die as published"),
});

export const chipSpec = z.discriminatedUnion("architecture", [tiledChip, rooflineChip]);

export const machineSpec = z.strictObject({
  ...specHead,
  kind: z.literal("machine").describe("The kind of spec that this file is"),
  chip: z.string().describe("Id of the chip spec"),
  chips: quantity("count", { min: 1, max: 1e5 }).describe("Chips of one machine"),
  internalLinks: quantity("count", { max: 1e4 }).describe(
    "Links per chip usable in the ring inside the machine (the weakest hop)",
  ),
  externalLinks: quantity("count", { max: 1e4 }).describe("Links per chip that leave the machine"),
  wiring: z
    .strictObject({
      x: wiringAxis.describe("First axis of the grid"),
      y: wiringAxis.optional().describe("Second axis; absent: there is none"),
      z: wiringAxis.optional().describe("Third axis; absent: there is none"),
    })
    .optional()
    .describe(
      "Grid in which links join the chips of a link domain, for event-driven runs; default, and where the numbered axes do not divide the domain: a switch, each chip with its own port",
    ),
  streaming: z
    .strictObject({
      capacity: quantity("bytes", { positive: true }).describe(
        "Off-chip DRAM of the machine, shared by its chips",
      ),
      peakBandwidth: quantity("bytesPerSecond", { positive: true }).describe("By the pins of the DRAM"),
      bandwidth: quantity("bytesPerSecond", { positive: true }).describe(
        "Attained by the whole machine, all its chips active",
      ),
      chipBandwidth: quantity("bytesPerSecond", { positive: true }).describe(
        "Attained by one chip while the others are idle",
      ),
      energy: quantity("joulesPerByte").describe("A byte moved between the memory and the chip"),
      price: quantity("dollarsPerByte").optional().describe("Of the DRAM by itself"),
    })
    .optional()
    .describe("Off-chip DRAM of the machine; absent: it has none"),
  memories: machineMemories,
  gateway: z
    .strictObject({
      bandwidth: quantity("bytesPerSecond").describe("To other link domains, per machine and direction"),
      latency: quantity("seconds", { max: LONGEST_LATENCY }).describe("Fixed cost of one exchange over it"),
    })
    .describe("Network between link domains"),
  host: z
    .strictObject({
      bandwidth: quantity("bytesPerSecond", { positive: true }).describe("From the host to the machine"),
      latency: quantity("seconds", { max: LONGEST_LATENCY }).describe(
        "Fixed cost of one transfer from the host",
      ),
    })
    .describe("Link of the machine to its host"),
  power: z
    .strictObject({
      overhead: quantity("watts").describe(
        "Gateway, DRAM, network and fans of the machine, whatever its chips do",
      ),
      conversion: quantity("share", { positive: true })
        .default(1)
        .describe(
          "Share of what the machine draws for its chips that reaches them: supply and voltage regulators",
        ),
      cap: quantity("watts")
        .optional()
        .describe("The most that the machine may draw; above, its clocks slow down"),
    })
    .describe("What the machine draws beside its chips"),
  cooling: z
    .enum(COOLINGS)
    .optional()
    .describe("How chips are cooled: limits the power of a chip by the footprint of its die"),
  price: quantity("dollars").optional().describe("Price as bought; absent: not known"),
});

export const systemSpec = z.strictObject({
  ...specHead,
  kind: z.literal("system").describe("The kind of spec that this file is"),
  machine: z.string().describe("Id of the machine spec"),
  parameters: z
    .record(
      z.string(),
      z.strictObject({
        default: z.number().describe("Its value where the id names none"),
        min: z.number().describe("The least that it may be"),
        max: z.number().describe("The most that it may be"),
        powerOfTwo: z.boolean().default(false).describe("It must be a power of two"),
        multipleOf: z.number().optional().describe("It must be a multiple of this"),
        divisors: z.boolean().default(false).describe("Also what divides multipleOf: a part of a machine"),
      }),
    )
    .default({})
    .describe("Numbers that formulas of this spec may use; `pod` may be written into the id (bow-pod64)"),
  machines: quantity("count", { min: 1, max: 1e6 }).describe("Machines of the system"),
  machineChips: quantity("count", { min: 1, max: 1e5 })
    .optional()
    .describe(
      "Chips of a machine that the system has, as a cloud rents them: connections, overhead and price in proportion. Default: all",
    ),
  linkDomainChips: quantity("count", { min: 1, max: 1e9 }).describe(
    "Chips joined by chip links; beyond, the gateway network",
  ),
  hosts: quantity("count", { max: 1e6 }).describe("Host servers of the system"),
  hostPower: quantity("watts").describe("One host server"),
  hostPrice: quantity("dollars").describe("Of one host server"),
  networkPower: quantity("watts").describe("Switches of the whole system"),
  networkPrice: quantity("dollars").describe("Of all switches and cables of the system"),
  price: quantity("dollars")
    .optional()
    .describe("Announced price of the whole system; else machines + hosts + network"),
  economics: z
    .strictObject({
      pue: quantity("share", { min: 1, max: 5 }).describe("Power usage effectiveness of the data centre"),
      electricityPrice: quantity("dollarsPerJoule").describe("What the data centre pays for electricity"),
      gridIntensity: quantity("kilogramsPerJoule").describe("CO2e that the grid emits for electricity"),
      depreciation: z
        .enum(DEPRECIATIONS)
        .default("straight-line")
        .describe("straight-line: price over lifetime; declining: a share of its value a year"),
      lifetime: quantity("seconds", { min: SHORTEST_LIFE }).describe("Of straight-line depreciation"),
      declineOrders: quantity("count", { fractional: true, max: 3 })
        .default(0.14)
        .describe("declining: orders of magnitude of value lost a year; default: 0.14 (Cottier 2024)"),
      cloudPrice: quantity("dollarsPerSecond").optional().describe("Rent of one chip, as a cloud charges it"),
      utilisation: quantity("share", { min: 1e-3 }).describe("Share of its life the system does paid work"),
    })
    .describe("What power, carbon and ownership cost where the system stands"),
});

export type Depreciation = (typeof DEPRECIATIONS)[number];
export type ChipSpec = z.output<typeof chipSpec>;
export type TiledChipSpec = z.output<typeof tiledChip>;
export type RooflineChipSpec = z.output<typeof rooflineChip>;
export type MachineSpec = z.output<typeof machineSpec>;
export type SystemSpec = z.output<typeof systemSpec>;

/** What a chip is fed, and how fast it could be; of a chip whose voltage is known. */
export interface Supply {
  /** At its clock; of one that is out of reach, the highest there is. */
  readonly volts: number;
  /** Share of it that the worst moment takes. */
  readonly droop: number;
  readonly clockHertz: number;
  /** At the highest supply of its process; never below a clock that is stated. */
  readonly highestHertz: number;
}

/** A system with its machine and chip resolved: what `arch/` builds from. */
export interface ArchSpec {
  /** Software profiles by task; absent on tiled chips. */
  readonly software?: Readonly<Record<SoftwareTask, SoftwareSpec>>;
  /** The chip's die by the laws of silicon; absent where its process or floorplan is not known. */
  readonly silicon?: ChipSilicon & {
    readonly supply?: Supply;
    readonly isSizeKnown: boolean;
    /** What its footprint can be cooled of; Infinity where the machine does not say how it is cooled. */
    readonly coolableWatts: number;
    /** Its power cap is stated for this very chip, not for one that it is derived from. */
    readonly isCapStated: boolean;
  };
  readonly chip: ChipSpec;
  readonly machine: MachineSpec;
  readonly system: SystemSpec;
}
