import { fileURLToPath } from "node:url";
import { openSpecs } from "../../src/spec/load.ts";
import { workloadSpec, type TransformerSpec, type WorkloadSpec } from "../../src/spec/kinds/workload-spec.ts";

const folder = fileURLToPath(new URL("../../workloads", import.meta.url));

/** The shipped workloads, through the loader. */
export const shippedWorkloads = openSpecs({ folders: [{ path: folder, label: "workloads" }] });

export async function shipped(id: string): Promise<WorkloadSpec> {
  return (await shippedWorkloads.workload(id)).spec;
}

type Sizes = Partial<TransformerSpec>;

/** A decoder small enough to count by hand: 2 layers, hidden 8, 2 heads of 4, ffn 32, vocabulary 10, sequence 4. */
export function tinySpec(
  sizes: Sizes = {},
  { family = "decoder", task = {} }: { family?: WorkloadSpec["family"]; task?: Record<string, unknown> } = {},
): WorkloadSpec {
  return workloadSpec.parse({
    kind: "workload",
    id: "tiny",
    name: "Tiny",
    family,
    model: {
      layers: 2,
      hidden: 8,
      heads: 2,
      ffn: 32,
      vocabulary: 10,
      sequenceLength: 4,
      activation: "gelu",
      position: "learned",
      norm: "layernorm",
      tiedEmbeddings: true,
      ...sizes,
    },
    task: { kind: "pretrain", tokens: 4000, globalBatch: 10, optimizer: "adam", ...task },
  });
}

/** A GPT-3-like shape with Transformer-XL positions, as in Chinchilla's and Gopher's tables. */
export function chinchillaShape(layers: number, hidden: number, heads: number): WorkloadSpec {
  return tinySpec({
    layers,
    hidden,
    heads,
    ffn: 4 * hidden,
    vocabulary: 32_000,
    sequenceLength: 2048,
    position: "relative-projection",
    norm: "rmsnorm",
    normOffset: true,
  });
}
