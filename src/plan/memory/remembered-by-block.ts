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

/** Results about blocks by a key that names everything else, which is looked up once for many blocks. */
export type KnownByKey<V> = Map<string, WeakMap<Block, V>>;

/** What was worked out for these blocks and this key before, or is when it is asked for. */
export function rememberedBlocks<V>(
  known: KnownByKey<V>,
  key: string,
  compute: (block: Block) => V,
): (block: Block) => V {
  let values = known.get(key);
  if (values === undefined) known.set(key, (values = new WeakMap<Block, V>()));
  const ofKey = values;
  return (block) => {
    let value = ofKey.get(block);
    if (value === undefined) ofKey.set(block, (value = compute(block)));
    return value;
  };
}
