import { chipLayout, groupsOf, unitsAt, type ChipLayout } from "../estimate/event/chip-layout.ts";
import { programRounds, type Activity, type RoundBlock } from "../estimate/event/rounds.ts";
import type { PricedPlan, Segment, Traffic } from "../estimate/priced-plan.ts";
import { COLLECTIVES, type CollectiveName } from "./et-schema.ts";
import type { EtAttribute, EtNode, EtTrace } from "./et-trace.ts";

/** Execution traces of a step: one an NPU, made when it is asked for, and who is in which process group. */
export interface PlanTraces {
  readonly npus: number;
  readonly traceOf: (npu: number) => EtTrace;
  /** By name of the group, as ASTRA-sim's `comm_group.json` has them. */
  readonly groups: Readonly<Record<string, readonly number[]>>;
}

/** Where NPUs stand, and whom each sends to. */
interface Places {
  readonly layout: ChipLayout;
  /** Chips in use, in order: NPU n is the chip at `places[n]`. */
  readonly places: readonly number[];
  readonly npuAt: ReadonlyMap<number, number>;
  readonly groupOf: (place: number, traffic: Traffic) => { readonly name: string; readonly members: number };
}

/** What the schema says of itself in a file that ASTRA-sim reads. */
const VERSION = "0.0.4";

/**
 * The step of a plan as Chakra execution traces: what each chip does in the order of the plan's rounds, each round after
 * the one before. A collective says the bytes of the tensor whose ring sends what the plan sends; what occupies links
 * without saying who sends to whom is compute of its seconds. Every node has its exact `seconds`, for Chakra's times are
 * whole microseconds.
 */
export function tracesOfPlan({ plan, program }: PricedPlan): PlanTraces {
  const chips = program.kind === "pipeline" ? 1 + Math.max(...program.stages.map(({ chip }) => chip)) : 1;
  const layout = chipLayout(plan, chips);
  const units = unitsAt(layout);
  const used = [...units.keys()].filter((place) => units[place]! >= 0);
  const blocks = programRounds(program);
  const groups: Record<string, readonly number[]> = {};
  const npuAt = new Map(used.map((place, npu) => [place, npu]));
  const groupOf = createGroups(layout, (name, members) => {
    groups[name] = members.map((place) => npuAt.get(place)!);
  });
  const places: Places = { layout, places: used, npuAt, groupOf };
  for (const traffic of collectivesOf(blocks)) groupOf(used[0]!, traffic);
  return { npus: used.length, traceOf: (npu) => traceOf(npu, blocks, places, units), groups };
}

function collectivesOf(blocks: readonly RoundBlock[]): readonly Traffic[] {
  const segments = blocks.flatMap(({ rounds }) =>
    rounds.flatMap(({ activities }) => activities.flatMap((activity) => activity.segments)),
  );
  return segments.flatMap(({ traffic }) =>
    traffic === undefined || stepOf(traffic) !== undefined ? [] : [traffic],
  );
}

function createGroups(
  layout: ChipLayout,
  onMade: (name: string, members: readonly number[]) => void,
): Places["groupOf"] {
  const known = new Map<string, ReadonlyMap<number, { readonly name: string; readonly members: number }>>();
  let last = 0;
  const make = (traffic: Traffic) => {
    const byPlace = new Map<number, { readonly name: string; readonly members: number }>();
    for (const members of groupsOf(layout, traffic, layout.total)) {
      const group = { name: String(last++), members: members.length };
      onMade(group.name, members);
      for (const place of members) if (!byPlace.has(place)) byPlace.set(place, group);
    }
    return byPlace;
  };
  return (place, traffic) => {
    const key = `${traffic.members} ${traffic.stride}`;
    const byPlace = known.get(key) ?? make(traffic);
    known.set(key, byPlace);
    return byPlace.get(place) ?? { name: "", members: 1 };
  };
}

/** Stages further that a hand-over goes; undefined: it is a collective. */
function stepOf({ pattern }: Traffic): 1 | -1 | undefined {
  if (pattern === "next") return 1;
  return pattern === "before" ? -1 : undefined;
}

function traceOf(npu: number, blocks: readonly RoundBlock[], all: Places, units: Int32Array): EtTrace {
  const place = all.places[npu]!;
  const own: Own = { ...all, place, chip: units[place]! % all.layout.stages };
  const nodes: EtNode[] = [];
  const add: Add = (node, after) => {
    const id = String(nodes.length);
    nodes.push({ id, ...node, ...(after.length > 0 && { data_deps: after }) });
    return id;
  };
  let before: readonly string[] = [];
  for (const { rounds, count } of blocks)
    for (let left = count; left > 0; left--)
      for (const { activities } of rounds) before = addRound(activities, own, Math.min(1, left), before, add);
  return { metadata: { version: VERSION }, nodes };
}

/** Places, and where the NPU stands whose trace is written. */
interface Own extends Places {
  readonly place: number;
  readonly chip: number;
}

type Unlinked = Omit<EtNode, "id" | "data_deps">;
type Add = (node: Unlinked, after: readonly string[]) => string;

/** A chip's part of a round, `share` of it; nodes at its end, or those before where it has none. */
function addRound(
  activities: readonly Activity[],
  own: Own,
  share: number,
  before: readonly string[],
  add: Add,
): readonly string[] {
  const ends: string[] = [];
  let exclusive = before;
  for (const activity of activities) {
    if (activity.chip === own.chip) {
      const end = addActivity(activity, own, share, activity.exclusive ? exclusive : before, add);
      if (activity.exclusive) exclusive = end;
      else ends.push(...end);
      continue;
    }
    const received = receivedFrom(activity, own);
    if (received === undefined) continue;
    const source = own.npuAt.get(own.place + (activity.chip - own.chip) * own.layout.stageStride)!;
    const tag = received.traffic?.pattern === "next" ? 0 : 1;
    const node = messageNode("COMM_RECV_NODE", received, source, tag, share);
    for (let time = 0; time < activity.times; time++) ends.push(add(node, before));
  }
  if (exclusive !== before) ends.push(...exclusive);
  return ends.length > 0 ? ends : before;
}

function addActivity(
  { label, segments, times }: Activity,
  own: Own,
  share: number,
  before: readonly string[],
  add: Add,
): readonly string[] {
  let after = before;
  for (let time = 0; time < times; time++)
    for (const segment of segments) after = [add(nodeOf(label, segment, own, share), after)];
  return after;
}

/** What another chip's hand-over brings to a chip of the replica. */
function receivedFrom({ chip, segments }: Activity, own: Own): Segment | undefined {
  const [segment] = segments;
  const { stages } = own.layout;
  const step = segment?.traffic && stepOf(segment.traffic);
  return step !== undefined && (chip + step + stages) % stages === own.chip ? segment : undefined;
}

function nodeOf(label: string, segment: Segment, own: Own, share: number): Unlinked {
  const { layout, npuAt, groupOf, place } = own;
  const { resource, traffic } = segment;
  const bytes = segment.bytes * share;
  const common = { name: `${label}: ${segment.label}` };
  const seconds: EtAttribute = { name: "seconds", double_val: segment.seconds * share };
  const step = traffic && stepOf(traffic);
  if (step !== undefined) {
    const to = (own.chip + step + layout.stages) % layout.stages;
    const peer = npuAt.get(place + (to - own.chip) * layout.stageStride)!;
    return { ...messageNode("COMM_SEND_NODE", segment, peer, step === 1 ? 0 : 1, share), ...common };
  }
  if (traffic !== undefined && bytes > 0) {
    const { name, members } = groupOf(place, traffic);
    if (members > 1) return { ...common, ...collectiveNode(segment, bytes, { name, members }, seconds) };
  }
  if (resource === "tiles" || resource === "links" || resource === "gateway" || bytes === 0)
    return {
      ...common,
      ...{ type: "COMP_NODE", duration_micros: String(Math.round(segment.seconds * share * 1e6)) },
      attr: [CPU, seconds],
    };
  const stores = label.includes("store") && !label.includes("load");
  return {
    ...common,
    type: stores ? "MEM_STORE_NODE" : "MEM_LOAD_NODE",
    attr: [CPU, { name: "tensor_size", uint64_val: whole(bytes) }, seconds],
  };
}

const CPU: EtAttribute = { name: "is_cpu_op", bool_val: false };
const whole = (bytes: number): string => String(Math.round(bytes));

function collectiveNode(
  { time, traffic }: Segment,
  bytes: number,
  group: { readonly name: string; readonly members: number },
  seconds: EtAttribute,
): Pick<EtNode, "type" | "attr"> {
  const { members } = group;
  const collective: CollectiveName =
    traffic?.pattern === "all" ? "ALL_TO_ALL" : time.weightGather === undefined ? "ALL_REDUCE" : "ALL_GATHER";
  // A ring sends (n − 1)/n of a tensor to gather or scatter it, and an all-reduce does both.
  const tensor = (bytes * members) / (members - 1) / (collective === "ALL_REDUCE" ? 2 : 1);
  return {
    type: "COMM_COLL_NODE",
    attr: [
      CPU,
      { name: "comm_type", int64_val: String(COLLECTIVES.indexOf(collective)) },
      { name: "comm_size", int64_val: whole(tensor) },
      { name: "pg_name", string_val: group.name },
      seconds,
    ],
  };
}

/** One end of a hand-over; tag 0 goes forward, 1 back. */
function messageNode(
  type: "COMM_SEND_NODE" | "COMM_RECV_NODE",
  { label, bytes, seconds }: Segment,
  peer: number,
  tag: number,
  share: number,
): Unlinked {
  const end = type === "COMM_SEND_NODE" ? "comm_dst" : "comm_src";
  return {
    ...{ name: label, type },
    attr: [
      CPU,
      { name: end, int32_val: peer },
      { name: "comm_tag", int32_val: tag },
      { name: "comm_size", int64_val: whole(bytes * share) },
      { name: "seconds", double_val: seconds * share },
    ],
  };
}
