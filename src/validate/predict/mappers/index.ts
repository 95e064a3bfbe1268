import type { Mapper } from "../mapper.ts";
import { ampOnTile } from "./amp-on-tile.ts";
import { attentionDecode } from "./attention-decode.ts";
import { collective } from "./collective.ts";
import { commBandwidth } from "./comm-bandwidth.ts";
import { commLatency } from "./comm-latency.ts";
import { conv } from "./conv.ts";
import { hostIo } from "./host-io.ts";
import { matmulDense } from "./matmul-dense.ts";
import { matmulSparse } from "./matmul-sparse.ts";
import { chipless, graphNetwork, hpc, memory, power, transducer } from "./unmodelled.ts";

/** Mappers of single kernels and transfers, by group. */
export const KERNEL_MAPPERS: Readonly<Record<string, Mapper>> = {
  "amp-on-tile": ampOnTile,
  "attention-decode": attentionDecode,
  collective,
  "comm-bandwidth": commBandwidth,
  "comm-latency": commLatency,
  conv,
  dlrm: chipless,
  "host-io": hostIo,
  hpc,
  "matmul-dense": matmulDense,
  "matmul-sparse": matmulSparse,
  memory,
  "mlperf-rnnt": transducer,
  "other-inference": chipless,
  power,
  "vendor-gnn": graphNetwork,
};
