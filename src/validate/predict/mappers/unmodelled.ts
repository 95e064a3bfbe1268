import { INPUT, notModelled, type Mapper } from "../mapper.ts";

/** Latencies and rates of SRAM and streaming memory are inputs of the specs; the rest lacks a size. */
export const memory: Mapper = ({ model = "" }) => {
  if (/^(tile local memory|streaming memory)/.test(model)) return INPUT;
  return notModelled(`${model || "record"}: the models have no such unit, or the size is unknown`);
};

/** What a machine draws besides its chips was set from these very statements, and none names its workload. */
export const power: Mapper = ({ metric }) => (metric === "power" ? INPUT : notModelled("workload unknown"));

/** What a record of a user's kernel would have to say beside its metric, where it does not. */
const MISSING_OF_KERNEL: Readonly<Record<string, string>> = {
  cycles: "which phase of the superstep is meant",
  bandwidth: "whether the loop is compiled or written in assembly",
  elapsed: "how many iterations ran, and the size of the grid",
  exchange_fraction: "the size of the grid",
  fraction_of_roofline: "the size of the grid",
};

/** Compiled user kernels: neither bytes exchanged, iterations nor the instructions of the inner loop are stated. */
export const hpc: Mapper = ({ metric, chip }) => {
  if (chip === undefined) return notModelled("chip not stated");
  const missing = Object.hasOwn(MISSING_OF_KERNEL, metric) ? MISSING_OF_KERNEL[metric] : undefined;
  return notModelled(`user kernel: ${missing ?? "its size and code"} not stated`);
};

/** Groups of which no record says its machine. */
export const chipless: Mapper = ({ chip, model = "" }) =>
  notModelled(chip === undefined ? "chip not stated" : `no workload of ${model || "this model"}`);

/** Transducers: an LSTM predicts from the words so far, and a joint network crosses every frame with every word. */
export const transducer: Mapper = () =>
  notModelled("the transducer's LSTM and joint network are not among the operators");

/** Graph networks gather along edges; neither numbers of nodes and edges nor the sizes of their features are stated. */
export const graphNetwork: Mapper = () => notModelled("nodes, edges and features of the graphs not stated");
