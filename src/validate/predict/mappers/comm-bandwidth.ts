import { RAILS, tileLinkRate } from "../../../cost/collective/message.ts";
import { INPUT, notModelled, type MeasuredChip, type Mapper, type Prediction } from "../mapper.ts";
import { measuredChip } from "../measured-chip.ts";
import type { VisibleFields } from "../../measurement.ts";

/** Bytes per second between tiles and between chips: the slower of the tiles' exchange and the links between. */
export const commBandwidth: Mapper = async (record, context) => {
  const measured = await measuredChip(record, context);
  if (measured === undefined) return notModelled("chip unknown");
  const { metric, operation, route, loaded, ipus } = record;
  if (metric !== "bandwidth") return notModelled(`metric ${metric} unknown`);
  if (loaded === true) return notModelled("routes of background load are not published");
  if (operation === "random traffic") return acrossLadder(measured, ipus ?? 1);
  if (operation !== "point-to-point") return notModelled(`operation ${operation} unknown`);
  if (route === "on-chip") return INPUT;
  return betweenChips(record, measured);
};

/**
 * Every tile to a random one: half of all crosses the middle of the ladder, whose two rails (between two chips, the rung)
 * fill first. What is counted is what crosses, both ways.
 */
function acrossLadder({ arch: { machine }, chip }: MeasuredChip, ipus: number): Prediction {
  if (ipus <= 1) return INPUT;
  const links = ipus > machine.chips ? RAILS * (machine.externalLinks / 2) : machine.internalLinks;
  return { predicted: 2 * links * chip.links.bytesPerSecondEach, breakdown: { links } };
}

function betweenChips(
  { route, tiles, bothWays }: VisibleFields,
  { arch: { machine }, chip }: MeasuredChip,
): Prediction {
  const links = linksOnRoute(route, machine.internalLinks, machine.externalLinks);
  if (links === undefined) return notModelled("route unknown");
  const linkRate = links * chip.links.bytesPerSecondEach;
  const tileRate = tileLinkRate(chip);
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
