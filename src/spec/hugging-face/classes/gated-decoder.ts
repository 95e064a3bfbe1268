import { fixed, type Configuration } from "../configuration.ts";
import { answering, type Draft, type Entries } from "../draft.ts";
import { activation, headSize, keyValueHeads } from "../parts.ts";

/** A decoder as Llama has it: rope, RMS norms before each block, three matrices without bias. More overrides. */
export function gatedDecoder(c: Configuration, more: Entries): Draft {
  const layers = c.size("num_hidden_layers");
  const hidden = c.size("hidden_size");
  const heads = c.size("num_attention_heads");
  const positions = c.size("max_position_embeddings");
  const own = `as ${c.className}'s model has it`;
  return {
    family: "decoder",
    model: {
      layers,
      hidden,
      heads,
      ...keyValueHeads(c),
      ...headSize(c, hidden, heads),
      ffn: c.size("intermediate_size"),
      ...activation(c, "hidden_act", true),
      vocabulary: c.size("vocab_size"),
      sequenceLength: positions,
      position: fixed("rope", own),
      norm: fixed("rmsnorm", own),
      tiedEmbeddings: c.flag("tie_word_embeddings"),
      bias: fixed(false, own),
      ...more,
    },
    asked: answering(positions.value),
  };
}
