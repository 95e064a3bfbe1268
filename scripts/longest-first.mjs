import { BaseSequencer } from "vitest/node";

/** Files that run for many seconds, the longest first: started last, one of them would keep a single core busy. */
const LONG = [
  "test/slurm/",
  "test/reports/others",
  "test/reports/",
  "test/cli/commands",
  "test/golden/",
  "test/cli/sweep",
  "test/explore/every-workload",
  "test/api/",
  "test/cli/",
  "test/explore/",
  "test/validate/",
];

/** The order of test files: those known to be long first, then as Vitest has them. */
export class LongestFirst extends BaseSequencer {
  async sort(specifications) {
    const rank = ({ moduleId }) => {
      const at = LONG.findIndex((part) => moduleId.includes(part));
      return at < 0 ? LONG.length : at;
    };
    return (await super.sort(specifications)).sort((a, b) => rank(a) - rank(b));
  }
}
