import type { SavedDesign, Share } from "../../internal.ts";
import type { Shell } from "../shell.ts";
import type { AskedDesign } from "./ask.ts";
import { answered, findingsOf } from "./run-design.ts";
import { sharesFolder } from "./shares.ts";

export interface ShareRun {
  readonly out: string;
  readonly shell: Shell;
  readonly quiet: boolean;
}

/** What became of a share: the answer where all shares are there now, else how many are not. */
export type ShareOutcome =
  | { readonly kind: "answer"; readonly answer: SavedDesign }
  | { readonly kind: "share"; readonly missing: number; readonly isInterrupted: boolean };

/** Answers one share of the grid, if it is not answered yet; whichever is the last joins what all of them found. */
export async function runShare(
  asked: AskedDesign,
  share: Share,
  { out, shell, quiet }: ShareRun,
): Promise<ShareOutcome> {
  const shares = sharesFolder(out, asked, share.count);
  if (shares.read(share.index) === undefined) {
    const folder = shares.open(share.index);
    const found = await findingsOf(asked, folder, { shell, quiet, share });
    if (found.counts.unseen > 0 || found.wider.length < limitsAsked(asked))
      return { kind: "share", missing: shares.missing().length, isInterrupted: true };
    shares.write(share.index, found);
  }
  const missing = shares.missing().length;
  if (missing > 0) return { kind: "share", missing, isInterrupted: false };
  return { kind: "answer", answer: await joinedAnswer(asked, share.count, out) };
}

/** How often the question is asked again with a wider limit. */
const limitsAsked = ({ question }: AskedDesign): number =>
  question.objectives.length === 1 ? question.within.length : 0;

/** The answer over the whole grid, all shares of which are there. */
export async function joinedAnswer(asked: AskedDesign, count: number, out: string): Promise<SavedDesign> {
  const { joinedFindings } = await import("../../internal.ts");
  const shares = sharesFolder(out, asked, count);
  const findings = Array.from({ length: count }, (_, index) => shares.read(index)!);
  return answered(asked, joinedFindings(asked.question, findings));
}
