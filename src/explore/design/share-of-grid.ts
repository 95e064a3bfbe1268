import type { DiscreteAxis } from "../axes/axis.ts";
import { designsIn, split, wholeGrid, type Box } from "./boxes.ts";

/** One of `count` shares of a grid; `index` counts from 0. */
export interface Share {
  readonly index: number;
  readonly count: number;
}

/** Boxes a share: good and bad designs lie in parts of a grid, and each share shall have some of both. */
const BOXES_A_SHARE = 4;

/**
 * The boxes of one share of a grid; those of all shares hold each design once. The largest box is halved along its
 * longest axis until there are enough. A share is empty where there are more shares than designs.
 */
export function shareOfGrid(axes: readonly DiscreteAxis[], { index, count }: Share): readonly Box[] {
  const boxes = [wholeGrid(axes)];
  while (boxes.length < count * BOXES_A_SHARE) {
    const sizes = boxes.map(designsIn);
    const largest = sizes.indexOf(Math.max(...sizes));
    if (sizes[largest] === 1) break;
    boxes.splice(largest, 1, ...halves(boxes[largest]!));
  }
  return boxes.filter((_, at) => at % count === index);
}

function halves(box: Box): readonly Box[] {
  const lengths = box.from.map((least, axis) => box.to[axis]! - least);
  return split(box, lengths.indexOf(Math.max(...lengths)), false);
}
