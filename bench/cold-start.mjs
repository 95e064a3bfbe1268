import { median, processMilliseconds } from "./process-milliseconds.mjs";

const RUNS = 21;

/** How long does a person wait for `dse --help`, beyond what an empty node process takes? */
export function bench() {
  const empty = [];
  const help = [];
  for (let run = 0; run < RUNS; run++) {
    empty.push(processMilliseconds(["-e", "0"]));
    help.push(processMilliseconds(["bin/dse.js", "--help"]));
  }
  const yardstick = { what: "node -e 0", value: median(empty) };
  const value = median(help);
  const limit = 2 * yardstick.value + 60;
  return [
    {
      what: `dse --help, median of ${RUNS} starts`,
      value,
      unit: "ms",
      yardstick,
      ratio: value / yardstick.value,
      limit,
      holds: value <= limit,
    },
  ];
}
