import { INPUT, notModelled, type Mapper } from "../mapper.ts";
import { measuredChip } from "../measured-chip.ts";

/** Bytes per second between host and chips: as many connections as machines (cards) are used. */
export const hostIo: Mapper = async (record, context) => {
  const measured = await measuredChip(record, context);
  const { ipus, metric, operation } = record;
  if (measured === undefined || ipus === undefined) return notModelled("chip or number of chips unknown");
  if (metric === "latency") return INPUT;
  if (metric !== "bandwidth" || operation !== "host to IPU")
    return notModelled(`${metric} of ${operation} unknown`);
  const { machine } = measured.arch;
  const machines = Math.ceil(ipus / machine.chips);
  return { predicted: machines * machine.host.bytesPerSecond, breakdown: { machines } };
};
