import type { Random } from "../../sim/random.ts";

/** What trees make of a place: the mean of what they say, and how far they differ. */
export interface Prediction {
  readonly mean: number;
  readonly deviation: number;
}

/** Which features are names, whose order means nothing. */
export interface ForestInput {
  readonly features: readonly Float64Array[];
  readonly targets: readonly number[];
  readonly isName: readonly boolean[];
  readonly random: Random;
}

export type Forest = (features: Float64Array) => Prediction;

type Node =
  | { readonly kind: "leaf"; readonly mean: number; readonly variance: number }
  | {
      readonly kind: "split";
      readonly feature: number;
      readonly isName: boolean;
      readonly at: number;
      readonly left: Node;
      readonly right: Node;
    };

const TREES = 24;
const LEAST_TO_SPLIT = 4;

/**
 * Trees that each guess a function from a random draw of what is known. A split is the best of one random cut for each
 * feature: below a number, or equal to a name. Needs no scale, and takes names and missing values as they are.
 * Source: Geurts, Ernst, Wehenkel 2006, Machine Learning 63 (extremely randomized trees), with bootstrap; mean and
 * deviation over trees and leaves as in Hutter, Hoos, Leyton-Brown 2011 (SMAC).
 */
export function growForest(input: ForestInput): Forest {
  const { targets, random } = input;
  const trees = Array.from({ length: TREES }, () =>
    grow(
      input,
      targets.map(() => Math.floor(random() * targets.length)),
    ),
  );
  return (features) => {
    const leaves = trees.map((tree) => leafOf(tree, features));
    const mean = leaves.reduce((sum, leaf) => sum + leaf.mean, 0) / TREES;
    const square = leaves.reduce((sum, leaf) => sum + leaf.variance + leaf.mean ** 2, 0) / TREES;
    return { mean, deviation: Math.sqrt(Math.max(0, square - mean ** 2)) };
  };
}

function grow(input: ForestInput, rows: readonly number[]): Node {
  const leaf = leafFor(input, rows);
  if (rows.length < LEAST_TO_SPLIT || leaf.variance === 0) return leaf;
  let best: { readonly score: number; readonly cut: Cut } | undefined;
  for (let feature = 0; feature < input.isName.length; feature++) {
    const cut = randomCut(input, rows, feature);
    if (cut === undefined) continue;
    const score = scoreOf(input, rows, cut);
    if (best === undefined || score < best.score) best = { score, cut };
  }
  if (best === undefined) return leaf;
  const { cut } = best;
  const isLeft = (row: number): boolean => goesLeft(cut, input.features[row]!);
  return {
    kind: "split",
    ...cut,
    left: grow(input, rows.filter(isLeft)),
    right: grow(
      input,
      rows.filter((row) => !isLeft(row)),
    ),
  };
}

interface Cut {
  readonly feature: number;
  readonly isName: boolean;
  readonly at: number;
}

/** Undefined where all rows agree. */
function randomCut(
  { features, isName, random }: ForestInput,
  rows: readonly number[],
  feature: number,
): Cut | undefined {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const row of rows) {
    low = Math.min(low, features[row]![feature]!);
    high = Math.max(high, features[row]![feature]!);
  }
  if (low === high) return undefined;
  if (isName[feature] !== true) return { feature, isName: false, at: low + (high - low) * random() };
  return { feature, isName: true, at: features[rows[Math.floor(random() * rows.length)]!]![feature]! };
}

const goesLeft = ({ feature, isName, at }: Cut, features: Float64Array): boolean =>
  isName ? features[feature] === at : features[feature]! <= at;

/** Sum of squared differences from the mean on both sides; infinite where one side is empty. */
function scoreOf({ features, targets }: ForestInput, rows: readonly number[], cut: Cut): number {
  let [leftCount, leftSum, rightSum, squares] = [0, 0, 0, 0];
  for (const row of rows) {
    const target = targets[row]!;
    squares += target ** 2;
    if (goesLeft(cut, features[row]!)) {
      leftCount++;
      leftSum += target;
    } else rightSum += target;
  }
  const rightCount = rows.length - leftCount;
  if (leftCount === 0 || rightCount === 0) return Number.POSITIVE_INFINITY;
  return squares - leftSum ** 2 / leftCount - rightSum ** 2 / rightCount;
}

function leafFor({ targets }: ForestInput, rows: readonly number[]): Extract<Node, { kind: "leaf" }> {
  const mean = rows.reduce((sum, row) => sum + targets[row]!, 0) / rows.length;
  const variance = rows.reduce((sum, row) => sum + (targets[row]! - mean) ** 2, 0) / rows.length;
  return { kind: "leaf", mean, variance };
}

function leafOf(tree: Node, features: Float64Array): Extract<Node, { kind: "leaf" }> {
  let node = tree;
  while (node.kind === "split") node = goesLeft(node, features) ? node.left : node.right;
  return node;
}
