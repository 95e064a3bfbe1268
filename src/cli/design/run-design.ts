import { setImmediate as turn } from "node:timers/promises";
import type { DesignFindings, SavedDesign, Share } from "../../internal.ts";
import { progressLine } from "../progress-line.ts";
import type { Shell } from "../shell.ts";
import { onSignals } from "../stoppable.ts";
import type { AskedDesign } from "./ask.ts";
import type { DesignFolder } from "./folder.ts";

/** What is known is kept this often. */
const KEEP_MILLISECONDS = 10_000;
/** Ctrl-C and the progress line get a turn this often. */
const TURN_MILLISECONDS = 40;

export interface DesignRun {
  readonly shell: Shell;
  readonly quiet: boolean;
  /** Only a share of the grid. */
  readonly share?: Share;
}

/** Answers the question; Ctrl-C ends it with the best so far, and what is known is kept. */
export async function runDesign(
  asked: AskedDesign,
  folder: DesignFolder | undefined,
  run: DesignRun,
): Promise<SavedDesign> {
  return answered(asked, await findingsOf(asked, folder, run));
}

/** What was found of the whole grid, with how far it moves within the ranges of the inputs. */
export async function answered(
  { question, specs }: AskedDesign,
  findings: DesignFindings,
): Promise<SavedDesign> {
  const { designAnswer, designRanges, designSource } = await import("../../internal.ts");
  const answer = await designAnswer(question, designSource(question, specs), findings);
  const ranges = answer.unseen > 0 ? undefined : await designRanges(question, answer, specs);
  return { ...answer, ...(ranges && { ranges }) };
}

/** Looks for the best designs of the grid, or of a share of it. */
export async function findingsOf(
  { question, specs }: AskedDesign,
  folder: DesignFolder | undefined,
  { shell, quiet, share }: DesignRun,
): Promise<DesignFindings> {
  const { designSource, emptyMemory, findDesigns, shareOfGrid } = await import("../../internal.ts");
  const memory = { ...emptyMemory(), ...folder?.known() };
  const line = progressLine(shell, { quiet });
  const interruption = { asked: false };
  const restore = onSignals(() => (interruption.asked = true));
  let [turned, kept] = [performance.now(), performance.now()];
  try {
    return await findDesigns(question, designSource(question, specs), {
      memory,
      ...(share && { boxes: shareOfGrid(question.axes, share) }),
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
  } finally {
    line.clear();
    restore();
    folder?.keep(memory);
  }
}
