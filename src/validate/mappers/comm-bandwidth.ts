import { INPUT, notModelled, type MeasuredChip, type Mapper, type Prediction } from "../mapper.ts";
import { measuredChip } from "../measured-chip.ts";
import type { VisibleFields } from "../measurement.ts";

/** Share of a link's rate that is payload; the rest is packet headers. PopLibs lib/poplibs_test/Util.cpp 405 (published). */
const PACKET_EFFICIENCY = 0.85;

/** Bytes per second between tiles and between chips: the slower of the tiles' exchange and the links between. */
export const commBandwidth: Mapper = async (record, context) => {
  const measured = await measuredChip(record, context);
  if (measured === undefined) return notModelled("chip unknown");
  const { metric, operation, route, loaded } = record;
  if (metric !== "bandwidth") return notModelled(`metric ${metric} unknown`);
  if (operation !== "point-to-point" || loaded === true)
    return notModelled(`routes of ${operation} are not modelled`);
  if (route === "on-chip") return INPUT;
  return betweenChips(record, measured);
};

function betweenChips(
  { route, tiles, bothWays }: VisibleFields,
  { arch: { machine }, chip }: MeasuredChip,
): Prediction {
  const links = linksOnRoute(route, machine.internalLinks, machine.externalLinks);
  if (links === undefined) return notModelled("route unknown");
  const linkRate = links * chip.links.bytesPerSecondEach;
  const tileRate = chip.exchange.bytesPerCycle * chip.clockHertz * PACKET_EFFICIENCY;
  const pairs = tiles === undefined ? chip.tiles : tiles / 2;
  const rate = Math.min(linkRate, pairs * tileRate) * (bothWays === true ? 2 : 1);
  return {
    predicted: rate,
    breakdown: { linkBytesPerSecond: linkRate, tileBytesPerSecond: pairs * tileRate },
  };
}

/** Two neighbours of a ladder share half the links that leave a card; what goes further passes over the same. */
function linksOnRoute(route: string | undefined, internal: number, external: number): number | undefined {
  if (route === "same-board") return internal;
  return route === "direct-link" || route === "indirect" ? external / 2 : undefined;
}
