/** What a script asks of the library: one design, a space of 32 points, the fastest plan. Prints the number of points. */
import { evaluate, findPlan, sweep } from "../dist/index.js";

const asked = { system: "bow-pod64", workload: "bert-large" };
await evaluate(asked);
const { points } = await sweep({
  ...asked,
  axes: { "chip.clock": "1.3 GHz..1.9 GHz/8", "chip.links.latency": "0.1 us..0.8 us/4" },
  objectives: ["samplesPerSecond"],
});
await findPlan(asked);
console.log(points);
