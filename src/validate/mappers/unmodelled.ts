import { INPUT, notModelled, type Mapper } from "../mapper.ts";

/** Latencies and rates of SRAM and streaming memory are inputs of the specs; the rest lacks a size. */
export const memory: Mapper = ({ model = "" }) => {
  if (/^(tile local memory|streaming memory)/.test(model)) return INPUT;
  return notModelled(`${model || "record"}: the models have no such unit, or the size is unknown`);
};

/** What a machine draws besides its chips was set from these very statements, and none names its workload. */
export const power: Mapper = ({ metric }) => (metric === "power" ? INPUT : notModelled("workload unknown"));

/** Compiled user kernels: neither bytes exchanged, iterations nor the instructions of the inner loop are stated. */
export const hpc: Mapper = ({ metric }) =>
  notModelled(`${metric} of a user kernel whose size or code is unknown`);
