/**
 * How far one-at-a-time deviations reach below and above their nominal value: the root of the summed squares of each
 * input's worst and of each input's best corner. Right for independent inputs and effects that add up; the envelope of
 * all-worst and all-best would claim that every uncertain input errs in the same direction at once.
 */
export function spread(deviations: readonly (readonly number[])[]): readonly [down: number, up: number] {
  let down = 0;
  let up = 0;
  for (const corner of deviations) {
    down += Math.min(0, ...corner) ** 2;
    up += Math.max(0, ...corner) ** 2;
  }
  return [Math.sqrt(down), Math.sqrt(up)];
}
