// @ts-check
import { writeFileSync } from "node:fs";
import { markdownSweep, sweep } from "dse-ipu";

const { findings } = await sweep({
  system: ["bow-pod16", "mk2-pod16"],
  workload: "resnet-50",
  axes: { "chip.clock": ["1.3 GHz", "1.6 GHz", "1.85 GHz"] },
  strategy: "grid",
});

const page = markdownSweep(findings);
console.log(page.split("\n")[0]);
if (process.argv[2]) writeFileSync(process.argv[2], page);
