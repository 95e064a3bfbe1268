import type { Block } from "../../workload/graph/operator-graph.ts";

/** Results about blocks, by the block and by a key that names everything else they depend on. */
export type KnownByBlock<K, V> = WeakMap<Block, Map<K, V>>;

/** What was worked out for this block and key before, or now: a search asks for the same blocks in many pipelines. */
export function rememberedByBlock<K, V>(
  known: KnownByBlock<K, V>,
  block: Block,
  key: K,
  compute: () => V,
): V {
  let values = known.get(block);
  if (values === undefined) known.set(block, (values = new Map<K, V>()));
  let value = values.get(key);
  if (value === undefined) values.set(key, (value = compute()));
  return value;
}
