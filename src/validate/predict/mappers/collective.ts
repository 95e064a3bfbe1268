import type { TiledChip } from "../../../arch/arch.ts";
import {
  broadcastRate,
  gatheredWords,
  ladderHops,
  linkMessageSeconds,
  messageCycles,
  sumToOneCycles,
  treeReductionCycles,
} from "../../../cost/collective/message.ts";
import { notModelled, type Mapper, type Prediction } from "../mapper.ts";
import { measuredChip } from "../measured-chip.ts";
import type { VisibleFields } from "../../measurement.ts";

/** Collectives of words over the tiles of one or more chips: latency of one word, bytes per second of many. */
export const collective: Mapper = async (record, context) => {
  const measured = await measuredChip(record, context);
  if (measured === undefined) return notModelled("chip unknown");
  const { metric, operation, ipus } = record;
  if (ipus === undefined || record.loaded === true) return notModelled("chips or load unknown");
  const laws = Object.hasOwn(LAWS, metric) ? LAWS[metric] : undefined;
  if (laws === undefined) return notModelled(`metric ${metric} unknown`);
  const law = laws.find(([name]) => name.test(operation ?? ""))?.[1];
  return law === undefined
    ? notModelled(`operation ${operation} unknown`)
    : law({ record, chip: measured.chip, ipus });
};

interface Case {
  readonly record: VisibleFields;
  readonly chip: TiledChip;
  readonly ipus: number;
}
type Law = (sizes: Case) => Prediction;

const OPERANDS = /^reduction bandwidth, (\d+)(k)? operands per tile$/;

/** What is measured, of which operation, and its law. */
const LAWS: Readonly<Record<string, readonly (readonly [RegExp, Law])[]>> = {
  latency: [
    [/^broadcast$/, broadcastLatency],
    [/^scatter$/, scatterLatency],
    [/^gather$/, gatherLatency],
    [/^all-to-all$/, exchangeLatency],
    [/^reduction, one operand per tile$/, (sizes) => reductionLatency(sizes)],
    [/^reduction, one tile per IPU$/, singleTileReduction],
  ],
  aggregate_bandwidth: [
    [/^broadcast$/, broadcastBandwidth],
    [OPERANDS, reductionBandwidth],
  ],
  message_size: [[/^broadcast$/, broadcastSize]],
};

function broadcastLatency({ record, chip, ipus }: Case): Prediction {
  const reach = (record.tiles ?? chip.tiles) / chip.tiles;
  return spread(chip, messageCycles(chip, reach, 1), hopsOf(record, ipus));
}

function scatterLatency({ record, chip, ipus }: Case): Prediction {
  return spread(chip, messageCycles(chip, 1, ipus * chip.tiles), hopsOf(record, ipus));
}

/** A word of every tile, of all chips or (where a route is given) of the other one, to one tile. */
function gatherLatency({ record, chip, ipus }: Case): Prediction {
  const between = isBetween(record, ipus);
  const words = gatheredWords(between ? 0 : chip.tiles, (ipus - 1) * chip.tiles);
  return spread(chip, messageCycles(chip, 1, words), hopsOf(record, ipus));
}

function exchangeLatency({ record: { tiles }, chip, ipus }: Case): Prediction {
  return ipus === 1 && tiles !== undefined
    ? spread(chip, messageCycles(chip, tiles / chip.tiles, tiles - 1), 0)
    : notModelled("routes of all-to-all traffic between chips are not published");
}

/** Each chip on its own, then pairs of chips: every round a phase over the links. `before`: seconds on every tile. */
function reductionLatency({ chip, ipus }: Case, before = 0): Exclude<Prediction, { notModelled: string }> {
  const own = treeReductionCycles(chip.tiles, chip) / chip.clockHertz;
  const links = rounds(ipus) * chip.links.latencySeconds;
  return {
    predicted: before + own + links,
    breakdown: { tileSeconds: before, chipSeconds: own, linkSeconds: links },
  };
}

function singleTileReduction({ chip, ipus }: Case): Prediction {
  const own = treeReductionCycles(1, chip) / chip.clockHertz;
  const links = rounds(ipus) * linkMessageSeconds(1);
  return { predicted: own + links, breakdown: { chipSeconds: own, linkSeconds: links } };
}

function rounds(ipus: number): number {
  return Math.ceil(Math.log2(ipus));
}

/** Bytes that the receivers of one sending tile get together: all tiles, or those of the other chip on a route. */
function broadcastBandwidth(sizes: Case): Prediction {
  const { record, chip, ipus } = sizes;
  const between = isBetween(record, ipus);
  const receivers = record.tiles ?? (between ? 1 : ipus) * chip.tiles;
  return { predicted: receivers * receivedRate(sizes), breakdown: { receivers } };
}

/** A message as long as nine latencies fill has nine tenths of the full rate: s / (t + s / B) = 0.9 · B. */
function broadcastSize(sizes: Case): Prediction {
  const latency = broadcastLatency(sizes);
  return "notModelled" in latency
    ? latency
    : { predicted: 9 * latency.predicted * receivedRate(sizes), breakdown: { latency: latency.predicted } };
}

function receivedRate({ record, chip, ipus }: Case): number {
  return broadcastRate(chip, !isBetween(record, ipus), ipus - 1);
}

/** Floats of all tiles in a second, summed into one: on their tiles, then over tiles and chips. */
function reductionBandwidth(sizes: Case): Prediction {
  const { record, chip, ipus } = sizes;
  const [, count, thousands] = OPERANDS.exec(record.operation ?? "") ?? [];
  const operands = Number(count) * (thousands === undefined ? 1 : 1000);
  const own = sumToOneCycles(operands) / chip.clockHertz;
  const { predicted: seconds, breakdown = {} } = reductionLatency(sizes, own);
  const bytes = ipus * chip.tiles * operands * FLOAT_BYTES;
  return { predicted: bytes / seconds, breakdown };
}

const FLOAT_BYTES = 4;

/** From one chip to another, named by the route between them: the sender's own chip receives nothing. */
function isBetween({ route }: VisibleFields, ipus: number): boolean {
  return ipus > 1 && route !== undefined && route !== "on-chip";
}

function spread({ clockHertz }: TiledChip, cycles: number, hops: number): Prediction {
  const chipSeconds = cycles / clockHertz;
  const linkSeconds = linkMessageSeconds(hops);
  return { predicted: chipSeconds + linkSeconds, breakdown: { chipSeconds, linkSeconds } };
}

function hopsOf({ route }: VisibleFields, ipus: number): number {
  if (route === "indirect") return 2;
  return route === undefined ? ladderHops(ipus) : ipus - 1;
}
