import { messageCycles } from "../../../cost/collective/message.ts";
import { INPUT, notModelled, type Mapper } from "../mapper.ts";
import { measuredChip } from "../measured-chip.ts";

/** Seconds until small messages have arrived. Messages between chips are what the law's constants were read from. */
export const commLatency: Mapper = async (record, context) => {
  const measured = await measuredChip(record, context);
  if (measured === undefined) return notModelled("chip unknown");
  const { chip } = measured;
  const { metric, operation, route, loaded, ipus, pairs } = record;
  if (metric !== "latency") return notModelled(`metric ${metric} unknown`);
  const seconds = (reach: number): number => messageCycles(chip, reach, 1) / chip.clockHertz;
  if (operation === "concurrent on-chip transfers" && pairs !== undefined)
    return { predicted: seconds(pairs / (pairs + 1)) };
  if (operation !== "tile-to-tile message") return notModelled(`congestion of ${operation} is not modelled`);
  if (loaded === true) return notModelled("congestion between chips is not modelled");
  if (ipus === 1 && route === "on-chip") return { predicted: seconds(1 / 2) };
  return route === undefined ? notModelled("route unknown") : INPUT;
};
