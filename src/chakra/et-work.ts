import { COLLECTIVES, type CollectiveName } from "./et-schema.ts";
import { attributeOf, numberOf, type EtNode, type EtTrace } from "./et-trace.ts";

interface Common {
  readonly id: string;
  readonly name: string;
  /** Nodes of the same NPU that must have ended. */
  readonly after: readonly string[];
}

/** What a node asks of its NPU. */
export type EtWork = Common &
  (
    | { readonly kind: "nothing" }
    | { readonly kind: "compute"; readonly seconds: number }
    | { readonly kind: "memory"; readonly bytes: number }
    /** `at`: how many messages of this tag from one to the other come before it. */
    | {
        readonly kind: "message";
        readonly from: number;
        readonly to: number;
        readonly tag: number;
        readonly at: number;
        readonly bytes: number;
      }
    /** `at`: how many collectives of the group come before it in the file. */
    | {
        readonly kind: "collective";
        readonly collective: CollectiveName;
        readonly group: string;
        readonly at: number;
        readonly bytes: number;
      }
  );

const SIMULATED: readonly CollectiveName[] = [
  "ALL_REDUCE",
  "ALL_GATHER",
  "REDUCE_SCATTER",
  "ALL_TO_ALL",
  "BARRIER",
];

/**
 * A trace as work. Collectives name `comm_type`, `comm_size` (bytes of the whole tensor) and perhaps `pg_name`; messages
 * `comm_src`, `comm_dst`, `comm_tag`, `comm_size`; memory nodes `tensor_size`: attributes as ASTRA-sim's feeder reads them
 * (mlcommons/chakra, src/feeder/et_feeder_node.cpp). Compute takes `seconds`, which dse writes, or `duration_micros`.
 */
export function readWork(
  { nodes }: EtTrace,
  npu: number,
): { readonly works: readonly EtWork[] } | { readonly reasons: readonly string[] } {
  const reasons: string[] = [];
  const ids = new Set(nodes.map(idOf));
  const seen = new Map<string, number>();
  const next = (key: string): number => {
    const at = seen.get(key) ?? 0;
    seen.set(key, at + 1);
    return at;
  };
  const works = nodes.map((node): EtWork => {
    const { data_deps = [], ctrl_deps = [], name = "" } = node;
    const after = [...new Set([...data_deps, ...ctrl_deps])];
    const refuse = (why: string): void =>
      void reasons.push(`NPU ${npu}, node ${idOf(node)} "${name}": ${why}`);
    for (const id of after) if (!ids.has(id)) refuse(`depends on node ${id}, which the trace does not have`);
    return { id: idOf(node), name, after, ...askedOf(node, npu, next, refuse) };
  });
  if (ids.size < nodes.length) reasons.push(`NPU ${npu}: two nodes have the same id`);
  return reasons.length > 0 ? { reasons } : { works };
}

const idOf = ({ id = "0" }: EtNode): string => id;

type Asked = EtWork extends infer W ? (W extends Common ? Omit<W, keyof Common> : never) : never;

function askedOf(
  node: EtNode,
  npu: number,
  next: (key: string) => number,
  refuse: (why: string) => void,
): Asked {
  const number = (name: string): number => {
    const value = numberOf(node, name);
    if (value === undefined) refuse(`a ${node.type ?? "node"} needs the attribute ${name}`);
    return value ?? 0;
  };
  switch (node.type) {
    case "COMP_NODE":
      if (node.duration_micros === undefined && numberOf(node, "seconds") === undefined)
        refuse("a COMP_NODE needs duration_micros: what it computes on is not said");
      return { kind: "compute", seconds: numberOf(node, "seconds") ?? Number(node.duration_micros) * 1e-6 };
    case "MEM_LOAD_NODE":
    case "MEM_STORE_NODE":
      return { kind: "memory", bytes: number("tensor_size") };
    case "COMM_SEND_NODE":
    case "COMM_RECV_NODE":
      return messageOf(node, npu, next, number);
    case "COMM_COLL_NODE": {
      const collective = COLLECTIVES[number("comm_type")];
      const group = attributeOf(node, "pg_name")?.string_val ?? "";
      if (collective === undefined || !SIMULATED.includes(collective))
        refuse(`${collective ?? "this comm_type"} is not simulated; these are: ${SIMULATED.join(", ")}`);
      const bytes = collective === "BARRIER" ? 0 : number("comm_size");
      return {
        kind: "collective",
        collective: collective ?? "BARRIER",
        group,
        at: next(`group ${group}`),
        bytes,
      };
    }
    default:
      return { kind: "nothing" };
  }
}

/** The end of a message at this NPU: who it is stands in the file name, the other end in the node. */
function messageOf(
  node: EtNode,
  npu: number,
  next: (key: string) => number,
  number: (name: string) => number,
): Asked {
  const sends = node.type === "COMM_SEND_NODE";
  const [from, to] = sends ? [npu, number("comm_dst")] : [number("comm_src"), npu];
  const tag = numberOf(node, "comm_tag") ?? 0;
  const at = next(`${sends ? "to" : "from"} ${sends ? to : from} ${tag}`);
  return { kind: "message", from, to, tag, at, bytes: number("comm_size") };
}
