import type { TransformerSpec } from "../../spec/kinds/workload-spec.ts";

/** What tells the layers of one stack apart. */
export interface LayerKind {
  /** Its feed-forward block is one of experts. */
  readonly routed: boolean;
  /** A selective scan stands in place of its attention. */
  readonly scan: boolean;
  /** Positions that its tokens attend to at most; absent: all. */
  readonly window?: number;
}

/** The kind of a layer, counted from 0. */
export function layerKind(model: TransformerSpec, layer: number): LayerKind {
  const scan = !attends(model, layer);
  const window = scan ? undefined : windowOf(model, layer);
  return { routed: isRouted(model, layer), scan, ...(window !== undefined && { window }) };
}

/**
 * First layers are dense, and of every `every` layers one has experts (GLaM: every second one; DeepSeek: all but the
 * first).
 */
function isRouted({ experts }: TransformerSpec, layer: number): boolean {
  if (experts === undefined || layer < experts.denseLayers || experts.dense?.includes(layer)) return false;
  const { every, at = every - 1 } = experts;
  return layer % every === at;
}

function attends({ stateSpace }: TransformerSpec, layer: number): boolean {
  const { attentionEvery, attentionAt } = stateSpace ?? {};
  return attentionEvery === undefined || layer % attentionEvery === attentionAt;
}

function windowOf({ slidingWindow }: TransformerSpec, layer: number): number | undefined {
  if (slidingWindow === undefined) return undefined;
  const { tokens, fullEvery, fullLayers } = slidingWindow;
  const byRule = fullEvery !== undefined && (layer + 1) % fullEvery === 0;
  return byRule || fullLayers?.includes(layer) ? undefined : tokens;
}

/** What blocks of this kind are called. */
export function layerName({ routed, scan, window }: LayerKind): string {
  return [
    ...(routed ? ["expert"] : []),
    ...(scan ? ["scan"] : []),
    ...(window ? ["window"] : []),
    "layer",
  ].join("-");
}
