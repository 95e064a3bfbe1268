import type { Arch } from "../../arch/arch.ts";
import { coordinatesOf, linksOfChip, routeLinks, type Wiring } from "../../arch/wiring.ts";
import type { Traffic } from "../priced-plan.ts";
import { groupsOf, stagesAt, type ChipLayout } from "./chip-layout.ts";

/** For each link, by number: what crosses it for a byte that each sender sends, sender by sender. */
export type LinkLoads = ReadonlyMap<number, ReadonlyMap<number, number>>;

/** The links and gateways of the first `until` chips of a system. */
export interface Fabric {
  readonly wiring: Wiring;
  readonly machineChips: number;
  readonly until: number;
  /** Number of the first gateway's way out; its way in is the next. */
  readonly firstGateway: number;
}

export function fabricOf({ wiring, machine }: Arch, until: number): Fabric {
  return { wiring, machineChips: machine.chips, until, firstGateway: until * linksOfChip(wiring) };
}

/**
 * Loads of `traffic` when all chips send at once. Links beyond the fabric's chips are left out. `senders`: whom the chip at
 * each place counts as; default: the chip of the replica of which it is a copy.
 */
export function trafficLoads(
  fabric: Fabric,
  layout: ChipLayout,
  traffic: Traffic,
  senders?: Int32Array,
): LinkLoads {
  const loads = new Map<number, Map<number, number>>();
  const stages = stagesAt(layout, layout.total);
  const countsAs = senders ?? stages;
  const between = linksBetween(fabric);
  const send = (from: number, to: number, share: number): void => {
    for (const link of between(from, to)) {
      const onLink = loads.get(link) ?? new Map<number, number>();
      loads.set(link, onLink);
      const sender = countsAs[from]!;
      onLink.set(sender, (onLink.get(sender) ?? 0) + share);
    }
  };
  const { pattern = "ring" } = traffic;
  if (pattern === "next" || pattern === "before")
    sendToStage(layout, stages, pattern === "next" ? 1 : -1, send);
  else {
    const ringsOf = ringsByGroup(fabric.wiring);
    for (const members of groupsOf(layout, traffic, fabric.until))
      if (pattern === "all") sendToAll(members, 1 / traffic.pieces!, send);
      else {
        const first = members[0]! - (members[0]! % fabric.wiring.chips);
        sendRound(ringsOf(members, first), first, send);
      }
  }
  return loads;
}

type Send = (from: number, to: number, share: number) => void;

function sendToStage(
  { stages: count, stageStride }: ChipLayout,
  stages: Int32Array,
  step: number,
  send: Send,
): void {
  stages.forEach((stage, place) => {
    if (stage >= 0) send(place, place + (((stage + step + count) % count) - stage) * stageStride, 1);
  });
}

function sendToAll(members: readonly number[], share: number, send: Send): void {
  for (const from of members) for (const to of members) if (from !== to) send(from, to, share);
}

/** Each member sends half of its bytes either way round, on every axis of a block of chips at once. */
function sendRound(rings: readonly RingLine[], first: number, send: Send): void {
  for (const { line, share } of rings)
    line.forEach((from, at) => {
      send(first + from, first + line[(at + 1) % line.length]!, share / 2);
      send(first + from, first + line[(at + line.length - 1) % line.length]!, share / 2);
    });
}

/** `ringsThrough` for groups that are alike in all link domains, worked out once. */
function ringsByGroup(wiring: Wiring): (members: readonly number[], first: number) => readonly RingLine[] {
  const known = new Map<string, readonly RingLine[]>();
  return (members, first) => {
    const relative = members.map((chip) => chip - first);
    const key = relative.join();
    const rings = known.get(key) ?? ringsThrough(wiring, relative);
    known.set(key, rings);
    return rings;
  };
}

interface RingLine {
  readonly line: readonly number[];
  /** Of what a member sends, the part that goes along this line. */
  readonly share: number;
}

/**
 * The rings of a collective. Members that make a block of a grid, every so many chips along each axis: rings along the
 * lines of every axis, a part of the data beginning with each, so that all axes work at once; or, on a ladder, one ring up
 * the one side and down the other, where that loads the fullest link less. Other members: one ring, in order.
 * Members are numbered from the first chip of their first domain.
 * Source: Jouppi 2023, arXiv:2304.01433, on collectives of a torus; Chan 2007, on meshes (bucket algorithm).
 */
function ringsThrough(wiring: Wiring, members: readonly number[]): readonly RingLine[] {
  if (members.length < 2) return [];
  const whole: readonly RingLine[] = [{ line: members, share: 1 }];
  if (wiring.axes.length < 2 || members.some((chip) => chip >= wiring.chips)) return whole;
  const places = members.map((chip) => coordinatesOf(wiring, chip));
  const extents = wiring.axes.map((_, axis) => new Set(places.map((place) => place[axis])).size);
  if (extents.reduce((product, extent) => product * extent, 1) !== members.length) return whole;
  const shares = axisShares(extents);
  const lines = shares.flatMap((share, axis) => (share > 0 ? linesAlong(members, places, axis, share) : []));
  const round = roundLadder(members, places, extents);
  return round !== undefined && fullestLink(wiring, round) < fullestLink(wiring, lines) ? round : lines;
}

/** A ring up one side of a block that is two wide and down the other. */
function roundLadder(
  members: readonly number[],
  places: readonly (readonly number[])[],
  extents: readonly number[],
): readonly RingLine[] | undefined {
  const [rung, ...others] = extents.flatMap((extent, axis) => (extent === 2 ? [axis] : []));
  const rail = extents.findIndex((extent, axis) => extent > 1 && axis !== rung);
  const wide = extents.filter((extent) => extent > 1).length;
  if (rung === undefined || rail < 0 || wide !== 2) return undefined;
  const [up = [], down = []] = linesAlong(members, places, others[0] ?? rail, 1).map(({ line }) => line);
  return [{ line: [...up, ...[...down].reverse()], share: 1 }];
}

/** Of a ring's bytes, the most that cross a link, for each of the links there. */
function fullestLink(wiring: Wiring, rings: readonly RingLine[]): number {
  const loads = new Map<number, number>();
  const perChip = linksOfChip(wiring);
  for (const { line, share } of rings)
    line.forEach((from, at) => {
      for (const step of [1, line.length - 1])
        for (const link of routeLinks(wiring, from, line[(at + step) % line.length]!))
          loads.set(link, (loads.get(link) ?? 0) + share / 2);
    });
  return Math.max(...[...loads].map(([link, load]) => load / wiring.axes[(link % perChip) >> 1]!.links));
}

function linesAlong(
  members: readonly number[],
  places: readonly (readonly number[])[],
  axis: number,
  share: number,
): readonly RingLine[] {
  const lines = new Map<string, { readonly chip: number; readonly at: number }[]>();
  members.forEach((chip, index) => {
    const place = places[index]!;
    const key = place.filter((_, other) => other !== axis).join();
    const line = lines.get(key) ?? [];
    lines.set(key, line);
    line.push({ chip, at: place[axis]! });
  });
  return [...lines.values()].map((line) => ({
    line: line.sort((a, b) => a.at - b.at).map(({ chip }) => chip),
    share,
  }));
}

/**
 * Of all bytes that a member sends, the part along each axis. Beginning with axis a, a reduce-scatter sends
 * (e − 1)/e of the data along it, the same of the 1/e that is left along the next, and so on; each axis comes first for an
 * equal part.
 */
export function axisShares(extents: readonly number[]): readonly number[] {
  const used = extents.flatMap((extent, axis) => (extent > 1 ? [axis] : []));
  const sent = extents.map(() => 0);
  used.forEach((_, first) => {
    let left = 1;
    for (let at = 0; at < used.length; at++) {
      const axis = used[(first + at) % used.length]!;
      const extent = extents[axis]!;
      sent[axis]! += left * (1 - 1 / extent);
      left /= extent;
    }
  });
  const all = sent.reduce((sum, bytes) => sum + bytes, 0);
  return sent.map((bytes) => bytes / all);
}

/** Links from chip to chip of a domain; between domains the gateway of the one machine out, that of the other in. */
function linksBetween({ wiring, machineChips, until, firstGateway }: Fabric) {
  const perChip = linksOfChip(wiring);
  const routes = new Map<number, readonly number[]>();
  const route = (from: number, to: number): readonly number[] => {
    const key = from * wiring.chips + to;
    const known = routes.get(key) ?? routeLinks(wiring, from, to);
    routes.set(key, known);
    return known;
  };
  const gateway = (chip: number, way: number): readonly number[] =>
    chip < until ? [firstGateway + 2 * Math.floor(chip / machineChips) + way] : [];
  return (from: number, to: number): readonly number[] => {
    const first = from - (from % wiring.chips);
    if (to < first || to >= first + wiring.chips) return [...gateway(from, 0), ...gateway(to, 1)];
    if (from >= until) return [];
    return route(from - first, to - first).map((link) => first * perChip + link);
  };
}
