import type { EtAttribute, EtNode, EtTrace } from "../../src/chakra/et-trace.ts";
import type { ReplaySystem } from "../../src/chakra/replay.ts";

export const integer = (name: string, value: number): EtAttribute => ({ name, int64_val: String(value) });

export const compute = (id: number, micros: number, after: readonly number[] = []): EtNode => ({
  ...{ id: String(id), name: `compute ${id}`, type: "COMP_NODE", duration_micros: String(micros) },
  data_deps: after.map(String),
});

/** `type`: number of the collective in Chakra's schema; 0 is an all-reduce. */
export const collective = (
  id: number,
  bytes: number,
  type = 0,
  after: readonly number[] = [],
  group?: string,
): EtNode => ({
  ...{ id: String(id), name: `collective ${id}`, type: "COMM_COLL_NODE", data_deps: after.map(String) },
  attr: [
    integer("comm_type", type),
    integer("comm_size", bytes),
    ...(group === undefined ? [] : [{ name: "pg_name", string_val: group }]),
  ],
});

export const trace = (...nodes: readonly EtNode[]): EtTrace => ({ metadata: { version: "0.0.4" }, nodes });

/** Links of 50 GB/s and 500 ns, as in the examples of ASTRA-sim. */
export const SYSTEM: ReplaySystem = {
  link: { bytesPerSecond: 50e9, latencySeconds: 500e-9 },
  algorithm: "one-way",
  memoryBytesPerSecond: 1e12,
  groups: new Map(),
};
