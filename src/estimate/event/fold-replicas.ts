import { offChipMemories } from "../../arch/memory.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Claim } from "../../sim/fair-share.ts";
import type { PricedPlan, Resource, Segment, Traffic } from "../priced-plan.ts";
import { chipLayout, groupsOf, stagesAt, unitsAt, type ChipLayout } from "./chip-layout.ts";
import type { Gang } from "./gangs.ts";
import { leastCommonMultiple, linkPools, type Sender } from "./link-pools.ts";
import { programRounds, type RoundBlock } from "./rounds.ts";
import type { SharedPart } from "./shared-part.ts";

/** The replica that stands for all, and what its chips take of the machines' shared parts and of the links. */
export interface FoldedReplicas {
  /** Chips of the replica, a tensor-parallel group counted as one. */
  readonly chips: number;
  /** Chips of the whole system that each of them stands for. */
  readonly chipsPerChip: number;
  /** What is shared; claims name them by number. */
  readonly parts: readonly SharedPart[];
  /** What a segment on chip `chip` takes of the parts; empty if it has all it uses to itself. */
  readonly claims: (chip: number, segment: Segment) => readonly Claim[];
  /** All parts that its bytes pass, whether or not they could ever be short. */
  readonly passes: (chip: number, segment: Segment) => readonly Claim[];
  /** Of traffic between replicas that are simulated each: who must be there. Absent: one replica stands for all. */
  readonly gangOf?: (chip: number, segment: Segment) => Gang | undefined;
  /** Machine of the first replica that holds (the first rank of) a chip. */
  readonly machineOf: (chip: number) => number;
}

type Claims = Record<Resource, Claim[]>;

/**
 * Simulate one replica in place of `dataParallel` identical ones.
 *
 * Chips stand where the placement of the plan has them. Replicas run in lockstep: on every machine that holds a copy of a
 * chip, the copies of all chips there draw at the same time, and the slowest copy sets the pace of the folded one; so do
 * copies whose routes pass the same link. Machines with the same tenants count once, and so do links with the same load.
 *
 * A chip of a program that loads beside its compute also shares its own port to a memory between the two.
 */
export function foldReplicas(
  { plan, program }: PricedPlan,
  blocks: readonly RoundBlock[] = programRounds(program),
): FoldedReplicas {
  const layout = chipLayout(plan, chipsOfReplica(program));
  return sharedBetween(plan, program, layout, blocks);
}

/**
 * Every replica by itself, on every machine and link of the system. The tensor-parallel ranks of a chip, which wait for
 * each other several times a layer, stay in lockstep and count as one: chip `replica · stages + stage`.
 */
export function unfoldReplicas(
  { plan, program }: PricedPlan,
  blocks: readonly RoundBlock[] = programRounds(program),
): { readonly fold: FoldedReplicas; readonly blocks: readonly RoundBlock[] } {
  const layout = chipLayout(plan, chipsOfReplica(program));
  const all = unfoldRounds(blocks, layout);
  const units = unitsAt(layout);
  const fold = { ...sharedBetween(plan, program, layout, all, units), gangOf: gangsOf(layout, units) };
  return { fold, blocks: all };
}

/** The units that take part in a collective with a unit. */
function gangsOf(layout: ChipLayout, units: Int32Array): NonNullable<FoldedReplicas["gangOf"]> {
  const known = new Map<string, ReadonlyMap<number, Gang>>();
  let last = 0;
  const gangsIn = (traffic: Traffic): ReadonlyMap<number, Gang> => {
    const gangs = new Map<number, Gang>();
    for (const places of groupsOf(layout, traffic, layout.total)) {
      const members = new Set(places.map((place) => units[place]!));
      const gang = { id: last++, members: members.size };
      for (const member of members) if (!gangs.has(member)) gangs.set(member, gang);
    }
    return gangs;
  };
  return (chip, { traffic }) => {
    if (traffic === undefined || traffic.pattern === "next" || traffic.pattern === "before") return undefined;
    const key = `${traffic.members} ${traffic.stride}`;
    const gangs = known.get(key) ?? gangsIn(traffic);
    known.set(key, gangs);
    return gangs.get(chip);
  };
}

function chipsOfReplica(program: PricedPlan["program"]): number {
  return program.kind === "pipeline" ? 1 + Math.max(...program.stages.map(({ chip }) => chip)) : 1;
}

/** `units`: whom the chip at each place counts as; default: the chip of the replica of which it is a copy. */
function sharedBetween(
  plan: Plan,
  program: PricedPlan["program"],
  layout: ChipLayout,
  blocks: readonly RoundBlock[],
  units?: Int32Array,
): FoldedReplicas {
  const perMachine = plan.arch.machine.chips;
  const chips = layout.stages * (units === undefined ? 1 : layout.replicas);
  const machines = tenants(layout, perMachine, units);
  const links = linkPools(plan.arch, layout, sendersOf(blocks), units);
  const parts: SharedPart[] = [...links.pools];
  const claims = Array.from({ length: chips }, (): Claims => ({}));
  const add = (chip: number, resource: Resource, weight: number): void => {
    (claims[chip]![resource] ??= []).push({ pool: parts.length - 1, weight });
  };
  for (const [resource, bytesPerSecond] of sharedParts(plan)) {
    for (const { counts, first, alike } of machines) {
      parts.push({ part: resource, place: `${resource} of machine ${first}`, alike, bytesPerSecond });
      for (const [chip, weight] of counts) add(chip, resource, weight);
    }
  }
  if (program.kind === "phased" && program.overlap)
    for (const { id, chipBytesPerSecond } of offChipMemories(plan.arch))
      for (let chip = 0; chip < chips; chip++) {
        const place = `${id}, port of chip ${chip}`;
        parts.push({ part: id, place, alike: 1, bytesPerSecond: chipBytesPerSecond });
        add(chip, id, 1);
      }
  const through =
    (ofTraffic: FoldedReplicas["claims"]): FoldedReplicas["claims"] =>
    (chip, segment) =>
      segment.traffic === undefined ? (claims[chip]![segment.resource] ?? []) : ofTraffic(chip, segment);
  return {
    chips,
    chipsPerChip: (layout.ranks * layout.replicas * layout.stages) / chips,
    parts,
    claims: through(links.claims),
    passes: through(links.passes),
    machineOf: (chip) => Math.floor(placeOfUnit(layout, chip) / perMachine),
  };
}

function placeOfUnit({ stages, stageStride, replicaStride }: ChipLayout, unit: number): number {
  return Math.floor(unit / stages) * replicaStride + (unit % stages) * stageStride;
}

/** The rounds of one replica as those of all, side by side. */
function unfoldRounds(
  blocks: readonly RoundBlock[],
  { stages, replicas }: ChipLayout,
): readonly RoundBlock[] {
  return blocks.map(({ count, rounds }) => ({
    count,
    rounds: rounds.map((round) => ({
      ...round,
      activities: round.activities.flatMap((activity) =>
        Array.from({ length: replicas }, (_, replica) => ({
          ...activity,
          chip: replica * stages + activity.chip,
          row: `replica ${replica} ${activity.row}`,
        })),
      ),
    })),
  }));
}

/** What any chip ever sends: each segment of a chip once. */
function sendersOf(blocks: readonly RoundBlock[]): readonly Sender[] {
  const known = new Map<number, Set<Segment>>();
  for (const { rounds } of blocks)
    for (const { activities } of rounds)
      for (const { chip, segments } of activities) {
        const own = known.get(chip) ?? new Set();
        known.set(chip, own);
        for (const segment of segments) if (segment.traffic !== undefined) own.add(segment);
      }
  return [...known].flatMap(([chip, segments]) => [...segments].map((segment) => ({ chip, segment })));
}

interface Tenants {
  /** How many chips of the machine are copies of each chip of the replica. */
  readonly counts: ReadonlyMap<number, number>;
  /** The first such machine, and how many there are until the placement repeats. */
  readonly first: number;
  readonly alike: number;
}

/** The kinds of machines by their tenants. */
function tenants(layout: ChipLayout, perMachine: number, units?: Int32Array): readonly Tenants[] {
  const repeats = Math.min(layout.total, leastCommonMultiple(layout.period, perMachine));
  const placed = units?.length ?? repeats;
  const stages = units ?? stagesAt(layout, placed);
  const kinds = new Map<string, Tenants>();
  for (let first = 0; first < placed; first += perMachine) {
    const counts = new Map<number, number>();
    for (let at = first; at < Math.min(first + perMachine, placed); at++) {
      const chip = stages[at]!;
      if (chip >= 0) counts.set(chip, (counts.get(chip) ?? 0) + 1);
    }
    if (counts.size === 0) continue;
    const key = [...counts].join(";");
    const known = kinds.get(key) ?? { counts, first: first / perMachine, alike: 0 };
    kinds.set(key, { ...known, alike: known.alike + 1 });
  }
  return [...kinds.values()];
}

/** What the chips of a machine share, and its bytes per second. */
function sharedParts({ arch }: Plan): readonly (readonly [Resource, number])[] {
  const memories = offChipMemories(arch).filter(({ sharedBy }) => sharedBy === "machine");
  return [
    ...memories.map(({ id, bytesPerSecond }) => [id, bytesPerSecond] as const),
    ["gateway", arch.machine.gateway.bytesPerSecond],
    ["host", arch.machine.host.bytesPerSecond],
  ];
}
