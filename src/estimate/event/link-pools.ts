import type { Arch } from "../../arch/arch.ts";
import { linksOfChip } from "../../arch/wiring.ts";
import type { Claim } from "../../sim/fair-share.ts";
import type { Segment, Traffic } from "../priced-plan.ts";
import type { ChipLayout } from "./chip-layout.ts";
import type { SharedPart } from "./shared-part.ts";
import { fabricOf, trafficLoads, type Fabric, type LinkLoads } from "./traffic-loads.ts";

/** Links that carry the same: one stands for all of them. */
export interface LinkPool extends SharedPart {
  readonly part: "links" | "gateway";
  /** Of the traffic by number and the chip of the replica: what crosses it for a byte that each copy of the chip sends. */
  readonly loads: readonly { readonly traffic: number; readonly chip: number; readonly weight: number }[];
}

export interface LinkPools {
  readonly pools: readonly LinkPool[];
  /** What a segment draws on: only what could ever be short. */
  readonly claims: (chip: number, segment: Segment) => readonly Claim[];
  /** All that its bytes pass. */
  readonly passes: (chip: number, segment: Segment) => readonly Claim[];
}

/** A segment of a chip of the replica that has traffic. */
export interface Sender {
  readonly chip: number;
  readonly segment: Segment;
}

/**
 * The links that the traffic of a program passes, those that carry the same put together; or, where `units` says whom the
 * chip at each place counts as, every link of the system by itself.
 */
export function linkPools(
  arch: Arch,
  layout: ChipLayout,
  senders: readonly Sender[],
  units?: Int32Array,
): LinkPools {
  const numbers = new Map<string, number>();
  const kinds: Traffic[] = [];
  for (const { segment } of senders) {
    const { traffic } = segment;
    if (traffic === undefined || numbers.has(keyOf(traffic))) continue;
    numbers.set(keyOf(traffic), kinds.length);
    kinds.push(traffic);
  }
  const repeats = leastCommonMultiple(layout.period, arch.wiring.chips);
  const until = units === undefined ? Math.min(layout.total, repeats) : layout.total;
  const fabric = fabricOf(arch, Math.ceil(until / arch.machine.chips) * arch.machine.chips);
  const loads = kinds.map((traffic) => trafficLoads(fabric, layout, traffic, units));
  const pools = poolsOf(arch, fabric, loads, units === undefined);
  const rates = widestRates(senders, numbers);
  const claims = new Map<string, Claim[]>();
  const passes = new Map<string, Claim[]>();
  pools.forEach((one, pool) => {
    const short = mostAsked(one, rates) > one.bytesPerSecond * (1 + ROUNDING);
    for (const { traffic, chip, weight } of one.loads)
      for (const table of short ? [claims, passes] : [passes]) {
        const key = `${traffic} ${chip}`;
        const own = table.get(key) ?? [];
        table.set(key, own);
        own.push({ pool, weight });
      }
  });
  const lookUp =
    (table: ReadonlyMap<string, readonly Claim[]>) =>
    (chip: number, { traffic }: Segment): readonly Claim[] =>
      (traffic && table.get(`${numbers.get(keyOf(traffic))!} ${chip}`)) ?? NONE;
  return { pools, claims: lookUp(claims), passes: lookUp(passes) };
}

const NONE: readonly Claim[] = [];
/** Demand above what there is by rounding alone is none. */
const ROUNDING = 1e-9;

/** The highest rate at which a chip sends each kind of traffic. */
function widestRates(
  senders: readonly Sender[],
  numbers: ReadonlyMap<string, number>,
): ReadonlyMap<string, number> {
  const rates = new Map<string, number>();
  for (const { chip, segment } of senders) {
    if (segment.traffic === undefined) continue;
    const key = `${numbers.get(keyOf(segment.traffic))!} ${chip}`;
    rates.set(key, Math.max(rates.get(key) ?? 0, rateAlone(segment)));
  }
  return rates;
}

/** Bytes a second that a segment draws, where it has the parts it uses to itself. */
export function rateAlone({ bytes, seconds, aloneSeconds = seconds }: Segment): number {
  return bytes > 0 && seconds > 0 ? bytes / aloneSeconds : 0;
}

/** The most that could be asked of a pool at once: all that cross it, each at its highest rate. */
function mostAsked({ loads }: LinkPool, rates: ReadonlyMap<string, number>): number {
  return loads.reduce(
    (sum, { traffic, chip, weight }) => sum + weight * (rates.get(`${traffic} ${chip}`) ?? 0),
    0,
  );
}

const keyOf = ({ members, stride, pattern = "ring", pieces = 0 }: Traffic): string =>
  `${pattern} ${members} ${stride} ${pieces}`;

function poolsOf(
  arch: Arch,
  fabric: Fabric,
  loads: readonly LinkLoads[],
  together: boolean,
): readonly LinkPool[] {
  const byLink = new Map<number, LinkPool["loads"][number][]>();
  loads.forEach((links, traffic) => {
    for (const [link, onLink] of links) {
      const all = byLink.get(link) ?? [];
      byLink.set(link, all);
      for (const [chip, weight] of onLink) all.push({ traffic, chip, weight });
    }
  });
  const pools = new Map<string, LinkPool>();
  for (const [link, onLink] of [...byLink].sort(([a], [b]) => a - b)) {
    const bytesPerSecond = rateOf(arch, fabric, link);
    const sorted = onLink.sort((a, b) => a.traffic - b.traffic || a.chip - b.chip);
    const key = together ? `${bytesPerSecond}|${sorted.map(loadText).join()}` : String(link);
    const known = pools.get(key);
    pools.set(key, {
      part: link >= fabric.firstGateway ? "gateway" : "links",
      place: known?.place ?? placeOf(fabric, link),
      alike: (known?.alike ?? 0) + 1,
      bytesPerSecond,
      loads: sorted,
    });
  }
  return [...pools.values()];
}

const loadText = ({ traffic, chip, weight }: LinkPool["loads"][number]): string =>
  `${traffic} ${chip} ${weight}`;

function rateOf({ chip, machine, wiring }: Arch, { firstGateway }: Fabric, link: number): number {
  if (link >= firstGateway) return machine.gateway.bytesPerSecond;
  const axis = wiring.axes[Math.floor((link % linksOfChip(wiring)) / 2)];
  const links = axis?.links ?? Math.max(machine.internalLinks, machine.externalLinks);
  return links * chip.links.bytesPerSecondEach;
}

const AXES = "xyz";

function placeOf({ firstGateway, wiring }: Fabric, link: number): string {
  if (link >= firstGateway) {
    const gateway = link - firstGateway;
    return `gateway of machine ${Math.floor(gateway / 2)}, ${gateway % 2 === 0 ? "out" : "in"}`;
  }
  const perChip = linksOfChip(wiring);
  const [chip, way] = [Math.floor(link / perChip), link % perChip];
  if (wiring.axes.length === 0) return `port of chip ${chip}, ${way === 0 ? "out" : "in"}`;
  return `links of chip ${chip}, ${way % 2 === 0 ? "+" : "−"}${AXES[way >> 1]}`;
}

export function leastCommonMultiple(a: number, b: number): number {
  let [x, y] = [a, b];
  while (y > 0) [x, y] = [y, x % y];
  return (a / x) * b;
}
