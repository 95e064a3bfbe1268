import { derived, fixed, known, type Configuration, type Said } from "./configuration.ts";
import type { Entries } from "./draft.ts";

/** Width of a head where it is given, or where it does not follow from hidden and heads. */
export function headSize(
  c: Configuration,
  hidden: Said<number>,
  heads: Said<number>,
  key = "head_dim",
): Entries {
  const own = c.optional(key);
  if (own.value !== undefined)
    return own.value * heads.value === hidden.value ? {} : { headSize: own as Said<number> };
  if (hidden.value % heads.value !== 0)
    c.wrong("num_attention_heads", `a divisor of the hidden size, ${hidden.value}`);
  return {};
}

/** Key/value heads; null means as many as heads. */
export function keyValueHeads(c: Configuration, key = "num_key_value_heads"): Entries {
  return { kvHeads: known(c.optional(key)) };
}

const GELU = /^(gelu|gelu_new|gelu_fast|gelu_python|gelu_pytorch_tanh|gelu_accurate|gelu_10)$/;

/** The activation of a feed-forward block, and whether a gate is multiplied with it. */
export function activation(c: Configuration, key: string, gated: boolean): Entries {
  const said = c.text(key);
  const act = said.value ?? "";
  const plain = GELU.test(act)
    ? "gelu"
    : /^(silu|swish)$/.test(act)
      ? "swish"
      : act === "quick_gelu"
        ? "quick-gelu"
        : "relu";
  const named = gated ? (plain === "swish" ? "swiglu" : "geglu") : plain;
  const exact = gated ? plain === "swish" || plain === "gelu" : plain !== "relu" || act === "relu";
  if (!exact) c.note(`${key}: the activation "${act}" is priced as ${named}`);
  return { gatedFfn: fixed(gated, `as ${c.className}'s model has it`), activation: derived(named, said) };
}

/**
 * Layers that attend to a window of the last tokens: those that `layer_types` calls so, or all but those of which
 * `full` is true.
 */
export function slidingWindow(
  c: Configuration,
  window: Said<number | undefined>,
  layers: Said<number>,
  full: (layer: number) => boolean,
  rule: string,
): Entries {
  const listed = layerTypes(c, layers);
  if (window.value === undefined) return {};
  const isFull = (layer: number): boolean =>
    listed.value === undefined ? full(layer) : listed.value[layer] === "full_attention";
  const numbers = Array.from({ length: layers.value }, (_, layer) => layer);
  const whole = numbers.filter(isFull);
  if (whole.length === layers.value) return {};
  const from = listed.value === undefined ? rule : listed.from;
  const every = (whole[0] ?? -1) + 1;
  const regular = every > 0 && numbers.every((layer) => isFull(layer) === ((layer + 1) % every === 0));
  return {
    slidingWindow: {
      tokens: window as Said<number>,
      ...(regular && { fullEvery: derived(every, from) }),
      ...(!regular && whole.length > 0 && { fullLayers: derived(whole, from) }),
    },
  };
}

function layerTypes(c: Configuration, layers: Said<number>): Said<readonly unknown[] | undefined> {
  const listed = c.list("layer_types");
  if (listed.value === undefined) return listed;
  if (listed.value.length !== layers.value)
    c.wrong("layer_types", `a kind for each of the ${layers.value} layers`);
  const odd = listed.value.filter((kind) => kind !== "full_attention" && kind !== "sliding_attention");
  if (odd.length > 0)
    c.note(
      `layer_types: layers of kind "${String(odd[0])}" are priced with a sliding window, which they are not`,
    );
  return listed;
}

/** Share of each head that rope turns, where it is not all of it. */
export function rotaryShare(c: Configuration, key: string): Entries {
  const { value, from } = c.fraction(key);
  return value === undefined || value === 1 ? {} : { rotaryShare: derived(value, from) };
}

/** What a softcap adds to scores and logits is a tanh of each, which no operator stands for. */
export function noteSoftcaps(c: Configuration): void {
  for (const key of ["attn_logit_softcapping", "final_logit_softcapping"])
    if (c.positive(key)) c.note(`${key}: the tanh on each score is not priced`);
}
