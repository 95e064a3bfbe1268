import type { Calibration } from "./calibrate.ts";

/** A calibration as lines: each constant with its confidence, then the errors by group. */
export function calibrationText(result: Calibration): readonly string[] {
  return [
    `${result.records} records of ${result.runs} runs, ${result.folds} folds that never split a run`,
    "",
    `${"constant".padEnd(26)}${"value".padStart(10)}${"std. error".padStart(12)}  without a fold`,
    ...Object.entries(result.constants).map(
      ([name, { value, standardError, low, high, unit }]) =>
        `${name.padEnd(26)}${String(value).padStart(10)}${String(standardError).padStart(12)}  ${`${low} to ${high} ${unit}`.trimEnd()}`,
    ),
    "",
    `${"group".padEnd(18)}${"records".padStart(8)}${"modelled".padStart(9)}${"in sample".padStart(11)}${"out of fold".padStart(13)}${"bias".padStart(9)}`,
    ...Object.entries(result.groups)
      .filter(([, { count }]) => count > 0)
      .map(
        ([name, { count, modelled, inSample, outOfFold }]) =>
          `${name.padEnd(18)}${String(count).padStart(8)}${String(modelled).padStart(9)}${percent(inSample.mape).padStart(11)}${percent(outOfFold.mape).padStart(13)}${percent(outOfFold.bias).padStart(9)}`,
      ),
  ];
}

function percent(value: number | null): string {
  return value === null ? "–" : `${(100 * value).toFixed(1)} %`;
}
