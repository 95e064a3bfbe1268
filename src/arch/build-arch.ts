import { buildMemories } from "./build-memories.ts";
import {
  ARITHMETICS,
  type ArchSpec,
  type Arithmetic,
  type ChipSpec,
  type MachineSpec,
  type RooflineChipSpec,
  type SystemSpec,
  type TiledChipSpec,
} from "../spec/kinds/arch-spec.ts";
import {
  FUSIONS,
  LAYOUTS,
  type Fusion,
  type Layout,
  type SoftwareSpec,
} from "../spec/kinds/software-spec.ts";
import type { Loaded } from "../spec/yaml/provenance.ts";
import { buildWiring } from "./wiring.ts";
import type { Arch, ArchSilicon, Chip, Links, Machine, RooflineChip, Software, TiledChip } from "./arch.ts";

/** A system spec with its machine and chip as the laws want it: base units, rates usable, totals worked out. */
export function buildArch({ spec, provenance }: Loaded<ArchSpec>): Arch {
  const { system } = spec;
  const machine = buildMachine(spec.machine, system.machineChips);
  const silicon = spec.silicon && buildSilicon(spec.silicon, spec);
  return {
    id: system.id,
    name: system.name,
    chip: cappedChip(buildChip(spec), machine, silicon?.coolableWatts),
    machine,
    ...(silicon && { silicon }),
    memories: buildMemories(spec, system.machineChips),
    machines: system.machines,
    chips: system.machines * machine.chips,
    linkDomainChips: system.linkDomainChips,
    wiring: buildWiring(
      Math.min(system.linkDomainChips, system.machines * machine.chips),
      Object.values(spec.machine.wiring ?? {}).filter((axis) => axis !== undefined),
    ),
    hosts: system.hosts,
    hostWatts: system.hostPower,
    networkWatts: system.networkPower,
    capexDollars: system.price ?? priceOfParts(system, machine),
    economics: {
      pue: system.economics.pue,
      electricityDollarsPerJoule: system.economics.electricityPrice,
      gridKilogramsPerJoule: system.economics.gridIntensity,
      depreciation: system.economics.depreciation,
      lifetimeSeconds: system.economics.lifetime,
      declineOrdersPerYear: system.economics.declineOrders,
      cloudDollarsPerSecond:
        system.economics.cloudPrice && system.economics.cloudPrice * system.machines * machine.chips,
      utilisationFraction: system.economics.utilisation,
    },
    inputs: provenance,
  };
}

/** Machines, hosts and network; undefined where the price of a machine is not known. */
function priceOfParts(system: SystemSpec, { priceDollars }: Machine): number | undefined {
  if (priceDollars === undefined) return undefined;
  return system.machines * priceDollars + system.hosts * system.hostPrice + system.networkPrice;
}

function buildSilicon(silicon: NonNullable<ArchSpec["silicon"]>, { chip }: ArchSpec): ArchSilicon {
  const { footprintSquareMetres, supply, isSizeKnown } = silicon;
  return {
    process: silicon.process,
    dieSquareMetres: silicon.dieSquareMetres,
    footprintSquareMetres,
    lawSquareMetres: silicon.lawSquareMetres,
    blocksSquareMetres: silicon.blocksSquareMetres,
    reticleSquareMetres: isSizeKnown ? silicon.reticleSquareMetres : Infinity,
    memoryEdgeMetres: silicon.memoryEdgeMetres,
    freeEdgeMetres: isSizeKnown ? silicon.freeEdgeMetres : Infinity,
    grossDies: silicon.grossDies,
    yieldFraction: silicon.yieldFraction,
    goodDieDollars: silicon.goodDieDollars,
    packageDollars: silicon.packageDollars,
    cost: silicon.cost,
    embodiedKilograms: silicon.embodiedKilograms,
    designDollars: silicon.designDollars ?? Number.NaN,
    designShareDollars: silicon.designShareDollars,
    coolableWatts: silicon.coolableWatts,
    statedCapWatts: silicon.isCapStated ? (chip.power.cap ?? 0) : 0,
    supplyVolts: supply?.volts ?? Number.NaN,
    highestHertz: supply?.highestHertz ?? Infinity,
  };
}

/** A machine, or `chips` of its chips with their share of what its chips share. */
function buildMachine(machine: MachineSpec, chips: number = machine.chips): Machine {
  const share = chips / machine.chips;
  return {
    id: machine.id,
    chips,
    internalLinks: machine.internalLinks,
    externalLinks: machine.externalLinks,
    gateway: {
      bytesPerSecond: machine.gateway.bandwidth * share,
      latencySeconds: machine.gateway.latency,
    },
    host: { bytesPerSecond: machine.host.bandwidth * share, latencySeconds: machine.host.latency },
    overheadWatts: machine.power.overhead * share,
    lossShare: 1 / machine.power.conversion - 1,
    capWatts: (machine.power.cap ?? Infinity) * share,
    priceDollars: machine.price && machine.price * share,
  };
}

/**
 * A chip that draws no more than its own cap, its footprint can be cooled of, or its share of the machine's cap, less
 * overhead and what supplies lose.
 */
function cappedChip(chip: Chip, machine: Machine, coolableWatts = Infinity): Chip {
  const { capWatts, overheadWatts, lossShare, chips } = machine;
  const share = (capWatts - overheadWatts) / (1 + lossShare) / chips;
  const most = Math.min(share, coolableWatts);
  return most < chip.power.capWatts ? ({ ...chip, power: { ...chip.power, capWatts: most } } as Chip) : chip;
}

function buildChip(spec: ArchSpec): Chip {
  const { chip } = spec;
  return chip.architecture === "tiled" ? buildTiledChip(chip) : buildRooflineChip(chip, buildSoftware(spec));
}

function buildTiledChip(chip: TiledChipSpec): TiledChip {
  const { arithmetic, exchange, power } = chip;
  return {
    architecture: "tiled",
    id: chip.id,
    tiles: chip.tiles,
    workersPerTile: chip.workersPerTile,
    sramBytesPerTile: chip.sramPerTile,
    sramBytes: chip.tiles * chip.sramPerTile,
    clockHertz: chip.clock,
    loadStoreBytesPerCycle: chip.loadStorePerCycle,
    weightLoadBytesPerCycle: chip.weightLoadPerCycle,
    macsPerCycle: byArithmetic(arithmetic, ({ macsPerCycle }) => macsPerCycle),
    joulesPerFlop: byArithmetic(arithmetic, ({ energy }) => energy),
    exchange,
    links: buildLinks(chip.links, power.linkEnergy),
    power: {
      idleWatts: power.idle,
      capWatts: power.cap ?? Infinity,
      sramJoulesPerByte: power.sramEnergy,
      exchangeJoulesPerByte: power.exchangeEnergy,
      vectorJoulesPerFlop: power.vectorEnergy,
    },
  };
}

function buildSoftware({ software }: ArchSpec): RooflineChip["software"] {
  if (software === undefined) throw new Error("a chip without tiles was read without its software profiles");
  return { training: buildProfile(software.training), inference: buildProfile(software.inference) };
}

function buildProfile(spec: SoftwareSpec): Software {
  const fuses = Object.fromEntries(FUSIONS.map((fusion) => [fusion, spec.fuses.includes(fusion)]));
  const layouts = Object.fromEntries(LAYOUTS.map((layout) => [layout, spec.layouts.includes(layout)]));
  return {
    id: spec.id,
    name: spec.name,
    launchSeconds: spec.launch,
    gapSeconds: spec.gap,
    passSeconds: spec.pass,
    fuses: fuses as Record<Fusion, boolean>,
    layouts: layouts as Record<Layout, boolean>,
    attentionEfficiency: spec.attentionEfficiency,
    directSumShare: spec.directSums ?? 0,
    headBytesPerSecond: spec.headRate ?? Infinity,
    ...(spec.headReads && {
      headReads: { bytesPerSecond: spec.headReads.rate, shared: spec.headReads.shared },
    }),
  };
}

function buildRooflineChip(chip: RooflineChipSpec, software: RooflineChip["software"]): RooflineChip {
  const { arithmetic, memory, power } = chip;
  return {
    architecture: "roofline",
    id: chip.id,
    peakFlopsPerSecond: byArithmetic(arithmetic, ({ peak }) => peak),
    joulesPerFlop: byArithmetic(arithmetic, ({ energy }) => energy),
    vectorFlopsPerSecond: chip.vectorPeak,
    memoryBytes: memory.capacity,
    memoryBytesPerSecond: memory.bandwidth * memory.efficiency,
    memoryJoulesPerByte: memory.energy,
    matmulEfficiency: chip.matmulEfficiency,
    formatEfficiency: byArithmetic(arithmetic, ({ efficiency }) => efficiency),
    matmulHalfSize: chip.matmulHalfSize,
    sustainedFraction: chip.sustainedMatmul,
    software,
    kernelRampSeconds: chip.kernelRamp,
    ...(chip.smallMessages && {
      smallMessages: {
        bytesPerSecond: chip.smallMessages.bandwidth,
        latencySeconds: chip.smallMessages.latency,
      },
    }),
    links: buildLinks(chip.links, power.linkEnergy),
    ...(chip.torus && { torus: chip.torus }),
    power: { idleWatts: power.idle, capWatts: power.cap },
  };
}

/** Raw rate × usable share. */
function buildLinks(links: ChipSpec["links"], joulesPerByte: number): Links {
  return {
    count: links.count,
    bytesPerSecondEach: links.bandwidth * links.efficiency,
    latencySeconds: links.latency,
    joulesPerByte,
  };
}

/** One number of every arithmetic the chip has, in the order of ARITHMETICS. */
function byArithmetic<T>(
  table: Readonly<Partial<Record<Arithmetic, T | undefined>>>,
  of: (entry: T) => number,
): Partial<Record<Arithmetic, number>> {
  const numbers: Partial<Record<Arithmetic, number>> = {};
  for (const arithmetic of ARITHMETICS) {
    const entry = table[arithmetic];
    if (entry !== undefined) numbers[arithmetic] = of(entry);
  }
  return numbers;
}
