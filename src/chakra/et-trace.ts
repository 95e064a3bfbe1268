import protobuf from "protobufjs";
import { ET_PROTO } from "./et-schema.ts";

export type NodeType =
  | "INVALID_NODE"
  | "METADATA_NODE"
  | "MEM_LOAD_NODE"
  | "MEM_STORE_NODE"
  | "COMP_NODE"
  | "COMM_SEND_NODE"
  | "COMM_RECV_NODE"
  | "COMM_COLL_NODE";

/** A named value; whole numbers of 64 bits are decimal texts, for a double does not hold them all. */
export interface EtAttribute {
  readonly name: string;
  readonly doc_string?: string;
  readonly double_val?: number;
  readonly float_val?: number;
  readonly int32_val?: number;
  readonly int64_val?: string;
  readonly uint32_val?: number;
  readonly uint64_val?: string;
  readonly bool_val?: boolean;
  readonly string_val?: string;
  /** The kinds of value that no tool is known to write beside the above are kept as they are. */
  readonly [other: string]: unknown;
}

export interface EtNode {
  readonly id?: string;
  readonly name?: string;
  readonly type?: NodeType;
  readonly ctrl_deps?: readonly string[];
  readonly data_deps?: readonly string[];
  readonly start_time_micros?: string;
  readonly duration_micros?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly outputs?: Readonly<Record<string, string>>;
  readonly attr?: readonly EtAttribute[];
}

/** The execution trace of one NPU. */
export interface EtTrace {
  readonly metadata: { readonly version?: string; readonly attr?: readonly EtAttribute[] };
  readonly nodes: readonly EtNode[];
}

const schema = protobuf.parse(ET_PROTO, { keepCase: true }).root;
const METADATA = schema.lookupType("ChakraProtoMsg.GlobalMetadata");
const NODE = schema.lookupType("ChakraProtoMsg.Node");
const AS_TEXT = { longs: String, enums: String, arrays: false } as const;

/** The bytes of a file. */
export function encodeTrace({ metadata, nodes }: EtTrace): Uint8Array {
  const writer = protobuf.Writer.create();
  METADATA.encodeDelimited(METADATA.fromObject(metadata), writer);
  for (const node of nodes) NODE.encodeDelimited(NODE.fromObject(node), writer);
  return writer.finish();
}

/** A file that ends within a message, or holds what is none, throws: protobuf's `RangeError` or `Error`. */
export function decodeTrace(bytes: Uint8Array): EtTrace {
  const reader = protobuf.Reader.create(bytes);
  const metadata = METADATA.toObject(METADATA.decodeDelimited(reader), AS_TEXT);
  const nodes: EtNode[] = [];
  while (reader.pos < reader.len) nodes.push(NODE.toObject(NODE.decodeDelimited(reader), AS_TEXT));
  return { metadata, nodes };
}

export function attributeOf({ attr = [] }: EtNode, name: string): EtAttribute | undefined {
  return attr.find((one) => one.name === name);
}

/** A whole number that writers keep in one type or another. Undefined where there is none of the name. */
export function numberOf(node: EtNode, name: string): number | undefined {
  const found = attributeOf(node, name);
  if (found === undefined) return undefined;
  const { int64_val, uint64_val, int32_val, uint32_val, double_val, float_val } = found;
  const value = int64_val ?? uint64_val ?? int32_val ?? uint32_val ?? double_val ?? float_val;
  return value === undefined ? undefined : Number(value);
}
