import type { TiledChip } from "../../arch/arch.ts";
import { ladderHops, linkMessageSeconds, messageCycles, treeReductionCycles } from "../../cost/message.ts";
import { notModelled, type Mapper, type Prediction } from "../mapper.ts";
import { measuredChip } from "../measured-chip.ts";
import type { VisibleFields } from "../measurement.ts";

/** Collectives of single words over the tiles of one or more chips. */
export const collective: Mapper = async (record, context) => {
  const measured = await measuredChip(record, context);
  if (measured === undefined) return notModelled("chip unknown");
  const { metric, operation, ipus } = record;
  if (ipus === undefined || record.loaded === true) return notModelled("chips or load unknown");
  if (metric === "aggregate_bandwidth") return predictBandwidth(record, measured.chip);
  if (metric !== "latency") return notModelled(`metric ${metric} unknown`);
  const law = operation === undefined ? undefined : LATENCY_LAWS[operation];
  return law === undefined ? notModelled(`operation ${operation} unknown`) : law(record, measured.chip, ipus);
};

type LatencyLaw = (record: VisibleFields, chip: TiledChip, ipus: number) => Prediction;

const LATENCY_LAWS: Readonly<Record<string, LatencyLaw>> = {
  broadcast: (record, chip, ipus) => {
    const reach = (record.tiles ?? chip.tiles) / chip.tiles;
    return spread(chip, messageCycles(chip, reach, 1), hopsOf(record, ipus));
  },
  scatter: (record, chip, ipus) =>
    spread(chip, messageCycles(chip, 1, ipus * chip.tiles), hopsOf(record, ipus)),
  gather: (_, chip, ipus) =>
    ipus === 1
      ? spread(chip, messageCycles(chip, 1, chip.tiles), 0)
      : notModelled("headers of words gathered over links are not modelled"),
  "all-to-all": ({ tiles }, chip, ipus) =>
    ipus === 1 && tiles !== undefined
      ? spread(chip, messageCycles(chip, tiles / chip.tiles, tiles - 1), 0)
      : notModelled("congestion between chips is not modelled"),
  /** Each chip on its own, then pairs of chips: every round a phase over the links. */
  "reduction, one operand per tile": (_, chip, ipus) => {
    const own = treeReductionCycles(chip.tiles, chip) / chip.clockHertz;
    const rounds = Math.ceil(Math.log2(ipus));
    const links = rounds * chip.links.latencySeconds;
    return { predicted: own + links, breakdown: { chipSeconds: own, linkSeconds: links } };
  },
  "reduction, one tile per IPU": (_, chip, ipus) => {
    const own = treeReductionCycles(1, chip) / chip.clockHertz;
    const links = Math.ceil(Math.log2(ipus)) * linkMessageSeconds(1);
    return { predicted: own + links, breakdown: { chipSeconds: own, linkSeconds: links } };
  },
};

function spread({ clockHertz }: TiledChip, cycles: number, hops: number): Prediction {
  const chipSeconds = cycles / clockHertz;
  const linkSeconds = linkMessageSeconds(hops);
  return { predicted: chipSeconds + linkSeconds, breakdown: { chipSeconds, linkSeconds } };
}

function hopsOf({ route }: VisibleFields, ipus: number): number {
  if (route === "indirect") return 2;
  return route === undefined ? ladderHops(ipus) : ipus - 1;
}

/** One tile sends, all receive at the rate of tile pairs that share a bus; summed over receivers. */
function predictBandwidth({ operation, route, tiles }: VisibleFields, chip: TiledChip): Prediction {
  if (operation !== "broadcast" || route !== "on-chip" || tiles === undefined)
    return notModelled("what crosses the links, and how it is counted, is not stated");
  const { bytesPerCycle, pairFactor } = chip.exchange;
  return { predicted: tiles * bytesPerCycle * pairFactor * chip.clockHertz };
}
