import { writeFileSync } from "node:fs";

/** Loaded before a program (`node --import`): when it ends it tells what it took of processor and memory, all threads. */
process.on("exit", () =>
  writeFileSync(process.env.BENCH_USAGE_FILE, JSON.stringify(process.resourceUsage())),
);
