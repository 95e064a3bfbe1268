import { setImmediate as turn } from "node:timers/promises";
import type { SavedDesign } from "../../internal.ts";
import { progressLine } from "../progress-line.ts";
import type { Shell } from "../shell.ts";
import { onSignals } from "../stoppable.ts";
import type { AskedDesign } from "./ask.ts";
import type { DesignFolder } from "./folder.ts";

/** What is known is kept this often. */
const KEEP_MILLISECONDS = 10_000;
/** Ctrl-C and the progress line get a turn this often. */
const TURN_MILLISECONDS = 40;

/** Answers the question; Ctrl-C ends it with the best so far, and what is known is kept. */
export async function runDesign(
  { question, specs }: AskedDesign,
  folder: DesignFolder | undefined,
  { shell, quiet }: { readonly shell: Shell; readonly quiet: boolean },
): Promise<SavedDesign> {
  const { answerDesign, designRanges, designSource, emptyMemory } = await import("../../internal.ts");
  const memory = { ...emptyMemory(), ...folder?.known() };
  const line = progressLine(shell, { quiet });
  const interruption = { asked: false };
  const restore = onSignals(() => (interruption.asked = true));
  let [turned, kept] = [performance.now(), performance.now()];
  try {
    const answer = await answerDesign(question, designSource(question, specs), {
      memory,
      async onProgress({ counts: { designs, priced, removed }, best }) {
        const now = performance.now();
        if (now - turned >= TURN_MILLISECONDS) {
          const settled = Object.values(removed).reduce((sum, count) => sum + count, 0) + best.length;
          line.show(Math.min(settled, designs), designs, `designs settled, ${priced} priced`);
          await turn();
          turned = performance.now();
        }
        if (folder !== undefined && now - kept >= KEEP_MILLISECONDS) {
          folder.keep(memory);
          kept = now;
        }
        return interruption.asked ? "stop" : undefined;
      },
    });
    const ranges = answer.unseen > 0 ? undefined : await designRanges(question, answer, specs);
    return { ...answer, ...(ranges && { ranges }) };
  } finally {
    line.clear();
    restore();
    folder?.keep(memory);
  }
}
