import { exposedSeconds } from "../../cost/overlap.ts";
import { segmentSeconds } from "../pipeline/cycle-times.ts";
import type { Segment, TimeCategory } from "../priced-plan.ts";

/** Work of one micro-batch that collectives run beside, layer by layer. */
export interface Window {
  readonly seconds: number;
  readonly layers: number;
}

/**
 * Collectives that follow the layers of a window: those of one layer stand alone, the others beside the work.
 *
 *   t = c / L + (1 − 1/L) · max(u · c, c − w)
 *
 * Source: Li 2020, PyTorch Distributed (VLDB), §3.2.
 */
export function layerByLayer(collectives: readonly Segment[], window: () => Window): readonly Segment[] {
  const whole = segmentSeconds(collectives);
  if (whole === 0) return collectives;
  const { seconds: work, layers } = window();
  const alone = 1 / Math.max(1, layers);
  return collectives.map((segment) => {
    if (segment.seconds === 0) return segment;
    // All go on beside the same work, each for its part of it.
    const own = (segment.seconds / whole) * work;
    const way = segment.resource === "gateway" ? "gateway" : "links";
    const seconds = alone * segment.seconds + (1 - alone) * exposedSeconds(segment.seconds, own, way);
    const [category] = Object.keys(segment.time) as TimeCategory[];
    const time = { [category ?? "gradientReduction"]: seconds };
    return { ...segment, seconds, aloneSeconds: segment.seconds, time };
  });
}
