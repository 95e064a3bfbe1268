import { defineConfig } from "vitest/config";
import { LongestFirst } from "./scripts/longest-first.mjs";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Nothing can be kept below a device: what tests start answers by itself.
    env: { XDG_CACHE_HOME: "/dev/null" },
    setupFiles: ["test/helpers/seeded.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "threads",
    maxWorkers: 2,
    // What is tested is pure: loading the same modules anew for each file would be a third of the suite's time.
    isolate: false,
    sequence: { sequencer: LongestFirst },
  },
});
