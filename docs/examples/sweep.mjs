// @ts-check
import { sweep } from "dse-ipu";

const space = await sweep({
  system: "bow-pod",
  workload: "bert-large",
  axes: { pod: [4, 16, 64], "chip.clock": "1.3 GHz..1.9 GHz/4" },
  objectives: ["samplesPerSecond", "averagePowerWatts:min"],
  metrics: ["mfu"],
});

console.log(`${space.points} points, ${space.front.length} on the front`);
for (const { coordinates, metrics } of space.front)
  console.log(coordinates.pod, coordinates["chip.clock"], metrics.samplesPerSecond, metrics.costDollars);

// columns: row i of each is the same point
const best = space.metrics.mfu.indexOf(Math.max(...space.metrics.mfu));
console.log("best MFU at", space.coordinates.pod[best], "chips");
