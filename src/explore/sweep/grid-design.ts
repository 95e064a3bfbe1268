import type { Design } from "./design.ts";
import type { GridAxis } from "./parse-axis.ts";

/** Every combination of the values of all axes; the last axis runs fastest. */
export function gridDesign(axes: readonly GridAxis[], limit = Number.POSITIVE_INFINITY): Design {
  const sizes = axes.map(({ values }) => values.length);
  const isNumeric = axes.map(({ values }) => values.every((value) => typeof value === "number"));
  const points = Math.min(
    sizes.reduce((product, size) => product * size, 1),
    limit,
  );
  if (!Number.isSafeInteger(points)) throw new Error("a grid has at most 2^53 points");
  return {
    points,
    axes: axes.map(({ name, unit, values }, axis) =>
      isNumeric[axis] === true ? { name, unit } : { name, unit, levels: values },
    ),
    fill(first, count, columns) {
      let stride = 1;
      for (let axis = axes.length - 1; axis >= 0; axis--) {
        const size = sizes[axis]!;
        const { values } = axes[axis]!;
        const column = columns[axis]!;
        for (let row = 0; row < count; row++) {
          const level = Math.floor((first + row) / stride) % size;
          column[row] = isNumeric[axis] === true ? (values[level] as number) : level;
        }
        stride *= size;
      }
    },
  };
}
