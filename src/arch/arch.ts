import type { Arithmetic, Depreciation } from "../spec/kinds/arch-spec.ts";
import type { Fusion, Layout, SoftwareTask } from "../spec/kinds/software-spec.ts";
import type { ChipCost } from "../silicon/chip-silicon.ts";
import type { DieBlocks } from "../silicon/tiled-die.ts";
import type { Memories } from "./memory.ts";
import type { Wiring } from "./wiring.ts";
import type { Provenance } from "../spec/yaml/provenance.ts";

/** Links between chips. Rates are usable (efficiency applied), per direction. */
export interface Links {
  readonly count: number;
  readonly bytesPerSecondEach: number;
  readonly latencySeconds: number;
  readonly joulesPerByte: number;
}

/** A chip of tiles with private SRAM, run as bulk-synchronous supersteps. */
export interface TiledChip {
  readonly architecture: "tiled";
  readonly id: string;
  readonly tiles: number;
  readonly workersPerTile: number;
  readonly sramBytesPerTile: number;
  /** tiles × sramBytesPerTile */
  readonly sramBytes: number;
  readonly clockHertz: number;
  readonly loadStoreBytesPerCycle: number;
  readonly weightLoadBytesPerCycle: number;
  /** Per tile and cycle; an absent format is not supported. */
  readonly macsPerCycle: Readonly<Partial<Record<Arithmetic, number>>>;
  readonly joulesPerFlop: Readonly<Partial<Record<Arithmetic, number>>>;
  readonly exchange: {
    readonly bytesPerCycle: number;
    readonly pairFactor: number;
    readonly fixedCycles: number;
    readonly syncCycles: number;
    readonly phaseCycles: number;
  };
  readonly links: Links;
  readonly power: {
    readonly idleWatts: number;
    readonly capWatts: number;
    readonly sramJoulesPerByte: number;
    readonly exchangeJoulesPerByte: number;
    readonly vectorJoulesPerFlop: number;
  };
}

/** What a framework or library costs around kernels, and which of them it fuses. */
export interface Software {
  readonly id: string;
  readonly name: string;
  /** Issue of one kernel: none in a stream is shorter. */
  readonly launchSeconds: number;
  /** Between a kernel and the next, beside the start and drain of the chip. */
  readonly gapSeconds: number;
  /** Between two forward passes of inference. */
  readonly passSeconds: number;
  readonly fuses: Readonly<Record<Fusion, boolean>>;
  readonly layouts: Readonly<Record<Layout, boolean>>;
  /** Of a fused attention core, relative to a product's. */
  readonly attentionEfficiency: number;
  /** Share of the links' rate at which kernels sum over the chips of a machine directly; 0 where none do. */
  readonly directSumShare: number;
  /** At which one head of a sample takes in its keys and values; Infinity where the whole chip shares in it. */
  readonly headBytesPerSecond: number;
  /** Decode whose query heads each read keys and values, at which rate; but where `shared` of them share a head's. */
  readonly headReads?: { readonly bytesPerSecond: number; readonly shared: number };
}

/** A chip known by its peak rates and memory bandwidth alone (GPU, TPU). */
export interface RooflineChip {
  readonly architecture: "roofline";
  readonly id: string;
  readonly peakFlopsPerSecond: Readonly<Partial<Record<Arithmetic, number>>>;
  readonly joulesPerFlop: Readonly<Partial<Record<Arithmetic, number>>>;
  readonly vectorFlopsPerSecond: number;
  readonly memoryBytes: number;
  /** Attainable. */
  readonly memoryBytesPerSecond: number;
  readonly memoryJoulesPerByte: number;
  readonly matmulEfficiency: number;
  /** Share of it that products in a format reach; absent: all of it. */
  readonly formatEfficiency?: Readonly<Partial<Record<Arithmetic, number>>>;
  readonly matmulHalfSize: number;
  /** Share of a lone matmul's rate that the power cap leaves in a long program. */
  readonly sustainedFraction: number;
  /** What runs on it, by task. */
  readonly software: Readonly<Record<SoftwareTask, Software>>;
  /** Start and drain of one kernel. */
  readonly kernelRampSeconds: number;
  /** Protocol of small collectives inside a machine. */
  readonly smallMessages?: { readonly bytesPerSecond: number; readonly latencySeconds: number };
  readonly links: Links;
  /** The torus that its links make; absent where they meet in switches. */
  readonly torus?: { readonly dimensions: number; readonly ring: number };
  readonly power: { readonly idleWatts: number; readonly capWatts: number };
}

export type Chip = TiledChip | RooflineChip;

/** A box of chips with one gateway, off-chip DRAM and a host connection shared by all of them. */
export interface Machine {
  readonly id: string;
  readonly chips: number;
  /** Links per chip in the ring inside the machine. */
  readonly internalLinks: number;
  readonly externalLinks: number;
  readonly gateway: { readonly bytesPerSecond: number; readonly latencySeconds: number };
  readonly host: { readonly bytesPerSecond: number; readonly latencySeconds: number };
  readonly overheadWatts: number;
  /** Lost in supply and regulators, by what chips and memories draw. */
  readonly lossShare: number;
  readonly capWatts: number;
  readonly priceDollars: number | undefined;
}

/** A chip's die by the laws of silicon, and what limits it. Areas are of logic, prices and carbon of one packaged chip. */
export interface ArchSilicon {
  /** Id of the process. */
  readonly process: string;
  readonly dieSquareMetres: number;
  /** Of one die of a stack. */
  readonly footprintSquareMetres: number;
  /** What the law of area gives for its blocks, whatever the die is stated to measure. */
  readonly lawSquareMetres: number;
  readonly blocksSquareMetres: DieBlocks;
  /** Infinity, as the other limits of size, where a spec says that the area is not known. */
  readonly reticleSquareMetres: number;
  readonly memoryEdgeMetres: number;
  readonly freeEdgeMetres: number;
  /** Sites of a wafer. */
  readonly grossDies: number;
  readonly yieldFraction: number;
  readonly goodDieDollars: number;
  readonly packageDollars: number;
  readonly cost: ChipCost;
  readonly embodiedKilograms: number;
  /** Paid once for a design on its process; NaN where no figure is known. */
  readonly designDollars: number;
  /** Of it by chip, where its volume is stated; else 0. */
  readonly designShareDollars: number;
  /** What its footprint can be cooled of; Infinity where the machine does not say how it is cooled. */
  readonly coolableWatts: number;
  /** The power cap that is stated for this very chip, which must be cooled of; 0 where it is inherited or absent. */
  readonly statedCapWatts: number;
  /** Supply that its clock needs; NaN where its voltage is not known. */
  readonly supplyVolts: number;
  /** At the highest supply of its process; Infinity where its voltage is not known. */
  readonly highestHertz: number;
}

/** A machine generation, built: everything the laws need, in base units. */
export interface Arch {
  readonly id: string;
  readonly name: string;
  readonly chip: Chip;
  readonly machine: Machine;
  /** Absent of a chip whose process or floorplan is not known. */
  readonly silicon?: ArchSilicon;
  readonly memories: Memories;
  readonly machines: number;
  /** machines × machine.chips */
  readonly chips: number;
  readonly linkDomainChips: number;
  /** How links join the chips of a domain. */
  readonly wiring: Wiring;
  readonly hosts: number;
  readonly hostWatts: number;
  readonly networkWatts: number;
  /** Announced price, or machines + hosts + network; undefined where no price is known. */
  readonly capexDollars: number | undefined;
  readonly economics: {
    readonly pue: number;
    readonly electricityDollarsPerJoule: number;
    readonly gridKilogramsPerJoule: number;
    readonly depreciation: Depreciation;
    readonly lifetimeSeconds: number;
    /** Orders of magnitude of value that a declining depreciation takes a year. */
    readonly declineOrdersPerYear: number;
    /** Rent of the whole system; undefined where no cloud price is known. */
    readonly cloudDollarsPerSecond: number | undefined;
    readonly utilisationFraction: number;
  };
  /** Every input number with its source; reports list them. */
  readonly inputs: readonly Provenance[];
}
