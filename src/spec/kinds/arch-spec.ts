import { chipMemories, machineMemories, memoriesOfTiles } from "./memory-spec.ts";
import { z } from "zod";
import type { ChipSilicon } from "../../silicon/chip-silicon.ts";
import { COOLINGS } from "../../silicon/die-power.ts";
import type { SoftwareSpec, SoftwareTask } from "./software-spec.ts";
import { STATUSES } from "../yaml/provenance.ts";
import { quantity } from "../yaml/quantity.ts";
import { floorplan } from "./floorplan-spec.ts";
import { chipPower, links, LONGEST_LATENCY, wiringAxis } from "./links-spec.ts";

/** Number formats of the matrix units: input format, then partials (accumulation) format. */
export const DEPRECIATIONS = ["straight-line", "declining"] as const;
export const ARITHMETICS = ["fp8_16", "fp16_16", "fp16_32", "fp32"] as const;
export type Arithmetic = (typeof ARITHMETICS)[number];

/** Of one chip. */
export const MOST_TILES = 1_000_000;
/** Seconds: a machine that lives less than a day is none that anyone depreciates. */
const SHORTEST_LIFE = 86_400;

const header = {
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  name: z.string(),
  aliases: z.array(z.string()).default([]),
  extends: z.string().optional(),
  notes: z.string().optional(),
  source: z.string().optional().describe("For the numbers of this file that give none"),
  status: z.enum(STATUSES).optional().describe("For the numbers of this file that give none"),
};

/** A chip of tiles with private SRAM, run as bulk-synchronous supersteps (IPU). */
const tiledChip = z.strictObject({
  ...header,
  kind: z.literal("chip"),
  architecture: z.literal("tiled"),
  year: z.number().int().optional(),
  tiles: quantity("count", { min: 1, max: MOST_TILES }),
  workersPerTile: quantity("count", { min: 1, max: 1024 }),
  sramPerTile: quantity("bytes", { positive: true, max: 1e12 }),
  clock: quantity("hertz"),
  loadStorePerCycle: quantity("bytes", { positive: true, max: 1e6 }).describe(
    "Tile SRAM traffic per tile and cycle, loads and store",
  ),
  weightLoadPerCycle: quantity("bytes", { positive: true, max: 1e6 }).describe(
    "Rate at which weights enter the AMP units, per tile and cycle",
  ),
  arithmetic: z.partialRecord(
    z.enum(ARITHMETICS),
    z.strictObject({
      macsPerCycle: quantity("count", { fractional: true, min: 1e-3, max: 1e9 }).describe(
        "Multiply-accumulates per tile and cycle",
      ),
      energy: quantity("joulesPerFlop").describe(
        "Energy of the AMP's datapath; its SRAM and exchange traffic are charged by their bytes, idle power apart",
      ),
    }),
  ),
  exchange: z.strictObject({
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
  }),
  memories: memoriesOfTiles,
  links,
  power: chipPower,
  process: z.string().optional().describe("Id of the silicon process of the die"),
  floorplan: floorplan.optional(),
  price: quantity("dollars").optional(),
  dieArea: quantity("squareMetres").optional(),
  transistors: quantity("count", { min: 1 }).optional(),
});

/** A chip described by peak rates and memory bandwidth alone (GPU, TPU): no tiles. */
const rooflineChip = z.strictObject({
  ...header,
  kind: z.literal("chip"),
  architecture: z.literal("roofline"),
  year: z.number().int().optional(),
  arithmetic: z.partialRecord(
    z.enum(ARITHMETICS),
    z.strictObject({
      peak: quantity("flopsPerSecond", { positive: true }),
      energy: quantity("joulesPerFlop").describe("Dynamic energy at full rate, without idle power"),
      efficiency: quantity("share", { positive: true })
        .default(1)
        .describe("Share of matmulEfficiency that products in this format reach"),
    }),
  ),
  vectorPeak: quantity("flopsPerSecond", { positive: true }).describe("Elementwise FLOPs per second"),
  memory: z.strictObject({
    capacity: quantity("bytes", { positive: true }),
    bandwidth: quantity("bytesPerSecond", { positive: true }),
    efficiency: quantity("share", { positive: true }).describe("Attainable share of the memory bandwidth"),
    energy: quantity("joulesPerByte"),
    price: quantity("dollarsPerByte")
      .optional()
      .describe("Of the memory by itself; for claims, not for costs"),
  }),
  memories: chipMemories,
  matmulEfficiency: quantity("share", { positive: true }).describe(
    "Share of peak that a large matmul reaches",
  ),
  matmulHalfSize: quantity("count", { fractional: true, max: 1e9 }).describe(
    "Smallest matmul dimension at which half of that share is reached",
  ),
  sustainedMatmul: quantity("share", { positive: true })
    .default(1)
    .describe("Share of the rate of a matmul alone that the power cap leaves in a long program"),
  software: z
    .strictObject({ training: z.string(), inference: z.string() })
    .describe("Ids of the software profiles that run on it, by task"),
  kernelRamp: quantity("seconds", { max: LONGEST_LATENCY })
    .default(0)
    .describe("Start and drain of one kernel on the chip"),
  links,
  smallMessages: z
    .strictObject({
      bandwidth: quantity("bytesPerSecond", { positive: true }),
      latency: quantity("seconds", { max: LONGEST_LATENCY }),
    })
    .optional()
    .describe("Protocol of small collectives between the chips of a machine; default: as large ones"),
  torus: z
    .strictObject({
      dimensions: quantity("count", { min: 1, max: 6 }).describe("Two links a chip in each"),
      ring: quantity("count", { min: 2, max: 1e4 }).describe("Shortest side that closes into a ring"),
    })
    .optional()
    .describe("Neighbours that the links join; absent: they meet in switches"),
  power: z.strictObject({
    idle: quantity("watts"),
    cap: quantity("watts"),
    linkEnergy: quantity("joulesPerByte"),
  }),
  price: quantity("dollars").optional(),
});

export const chipSpec = z.discriminatedUnion("architecture", [tiledChip, rooflineChip]);

export const machineSpec = z.strictObject({
  ...header,
  kind: z.literal("machine"),
  chip: z.string().describe("Id of the chip spec"),
  chips: quantity("count", { min: 1, max: 1e5 }),
  internalLinks: quantity("count", { max: 1e4 }).describe(
    "Links per chip usable in the ring inside the machine (the weakest hop)",
  ),
  externalLinks: quantity("count", { max: 1e4 }).describe("Links per chip that leave the machine"),
  wiring: z
    .strictObject({ x: wiringAxis, y: wiringAxis.optional(), z: wiringAxis.optional() })
    .optional()
    .describe(
      "Grid in which links join the chips of a link domain, for event-driven runs; default, and where the numbered axes do not divide the domain: a switch, each chip with its own port",
    ),
  streaming: z
    .strictObject({
      capacity: quantity("bytes", { positive: true }).describe(
        "Off-chip DRAM of the machine, shared by its chips",
      ),
      peakBandwidth: quantity("bytesPerSecond", { positive: true }),
      bandwidth: quantity("bytesPerSecond", { positive: true }).describe(
        "Attained by the whole machine, all its chips active",
      ),
      chipBandwidth: quantity("bytesPerSecond", { positive: true }).describe(
        "Attained by one chip while the others are idle",
      ),
      energy: quantity("joulesPerByte"),
      price: quantity("dollarsPerByte").optional(),
    })
    .optional(),
  memories: machineMemories,
  gateway: z.strictObject({
    bandwidth: quantity("bytesPerSecond").describe("To other link domains, per machine and direction"),
    latency: quantity("seconds", { max: LONGEST_LATENCY }),
  }),
  host: z.strictObject({
    bandwidth: quantity("bytesPerSecond", { positive: true }).describe("From the host to the machine"),
    latency: quantity("seconds", { max: LONGEST_LATENCY }),
  }),
  power: z.strictObject({
    overhead: quantity("watts").describe(
      "Gateway, DRAM, network and fans of the machine, whatever its chips do",
    ),
    conversion: quantity("share", { positive: true })
      .default(1)
      .describe(
        "Share of what the machine draws for its chips that reaches them: supply and voltage regulators",
      ),
    cap: quantity("watts").optional(),
  }),
  cooling: z
    .enum(COOLINGS)
    .optional()
    .describe("How chips are cooled: limits the power of a chip by the footprint of its die"),
  price: quantity("dollars").optional(),
});

export const systemSpec = z.strictObject({
  ...header,
  kind: z.literal("system"),
  machine: z.string().describe("Id of the machine spec"),
  parameters: z
    .record(
      z.string(),
      z.strictObject({
        default: z.number(),
        min: z.number(),
        max: z.number(),
        powerOfTwo: z.boolean().default(false),
        multipleOf: z.number().optional(),
        divisors: z.boolean().default(false).describe("Also what divides multipleOf: a part of a machine"),
      }),
    )
    .default({})
    .describe("Numbers that formulas of this spec may use; `pod` may be written into the id (bow-pod64)"),
  machines: quantity("count", { min: 1, max: 1e6 }),
  machineChips: quantity("count", { min: 1, max: 1e5 })
    .optional()
    .describe(
      "Chips of a machine that the system has, as a cloud rents them: connections, overhead and price in proportion. Default: all",
    ),
  linkDomainChips: quantity("count", { min: 1, max: 1e9 }).describe(
    "Chips joined by chip links; beyond, the gateway network",
  ),
  hosts: quantity("count", { max: 1e6 }),
  hostPower: quantity("watts").describe("One host server"),
  hostPrice: quantity("dollars"),
  networkPower: quantity("watts").describe("Switches of the whole system"),
  networkPrice: quantity("dollars"),
  price: quantity("dollars")
    .optional()
    .describe("Announced price of the whole system; else machines + hosts + network"),
  economics: z.strictObject({
    pue: quantity("share", { min: 1, max: 5 }).describe("Power usage effectiveness of the data centre"),
    electricityPrice: quantity("dollarsPerJoule"),
    gridIntensity: quantity("kilogramsPerJoule"),
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
  }),
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
    /** Its power cap is stated for this very chip, not for one that it is derived from. */
    readonly isCapStated: boolean;
  };
  readonly chip: ChipSpec;
  readonly machine: MachineSpec;
  readonly system: SystemSpec;
}
