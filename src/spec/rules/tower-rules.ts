import type { WorkloadSpec } from "../kinds/workload-spec.ts";
import { idle, items, known, missing, type Loose, type RuleProblem } from "./rule-problem.ts";

type Towered = Loose<WorkloadSpec>;
type Tower = Loose<NonNullable<WorkloadSpec["model"]["towers"]>[number]>;

const PATH = ["model", "towers"] as const;

/** What is wrong with the towers of a model beside each other, and with how they are joined. */
export function towerProblems(spec: Towered): readonly RuleProblem[] {
  const { joins, width } = spec.model ?? {};
  const towers = items(spec.model?.towers);
  const names = towers.flatMap(({ name }, index) =>
    towers.findIndex((one) => one.name === name) === index
      ? []
      : [{ path: [...PATH, index, "name"], expected: "a name of its own", message: `"${name}"` }],
  );
  const ofWidth: RuleProblem[] =
    joins === "contrastive" && width === undefined
      ? [missing(["model", "width"], "of the joint vector of contrastive towers")]
      : joins !== undefined && joins !== "contrastive" && width !== undefined
        ? [idle(["model", "width"], "it belongs to `joins: contrastive`, the width of the joint vector")]
        : [];
  const ofProjector: RuleProblem[] =
    spec.model?.projector !== undefined && joins !== undefined && joins !== "prefix"
      ? [idle(["model", "projector"], "it belongs to `joins: prefix`, between image and text")]
      : [];
  return [...names, ...ofWidth, ...ofProjector, ...(isJoin(joins) ? JOINED[joins](towers, spec) : [])];
}

type Joins = NonNullable<WorkloadSpec["model"]["joins"]>;

const JOINED: Readonly<Record<Joins, (towers: readonly Tower[], spec: Towered) => readonly RuleProblem[]>> = {
  contrastive: (towers) =>
    towers.flatMap((tower, index) =>
      wrongFamily(tower, index, ["encoder", "decoder", "vision-transformer"], "whose vectors are compared"),
    ),
  prefix: (towers) => [
    ...wrongFamily(towers[0], 0, ["cnn", "vision-transformer"], "which reads the image"),
    ...wrongFamily(towers[1], 1, ["decoder"], "which reads the text behind it"),
    ...towers.slice(2).map((_, index) => idle([...PATH, index + 2], "a prefix joins two towers")),
  ],
  denoise: (towers, spec) => [...wholeDiffusion(towers, spec), ...textOfDiffusion(towers)],
};

const isJoin = (joins: unknown): joins is Joins => typeof joins === "string" && Object.hasOwn(JOINED, joins);

function wrongFamily(
  tower: Tower | undefined,
  index: number,
  families: readonly string[],
  what: string,
): RuleProblem[] {
  const family = tower?.family;
  if (family === undefined || families.includes(family)) return [];
  const expected = `${families.join(" or ")}, ${what}`;
  return [{ path: [...PATH, index, "family"], expected, message: `"${family}"` }];
}

/** A text is read, noise taken out, and an image encoded (training) or decoded (inference). */
function wholeDiffusion(towers: readonly Tower[], { task }: Towered): RuleProblem[] {
  const direction = task?.kind === "inference" ? "decode" : "encode";
  const needed: readonly (readonly [string, (tower: Tower) => boolean])[] = [
    ["a unet, which takes the noise out", ({ family }) => family === "unet"],
    [
      "an encoder or decoder, which reads the text",
      ({ family }) => family === "encoder" || family === "decoder",
    ],
    [
      `an image-codec with \`direction: ${direction}\``,
      (tower) => tower.family === "image-codec" && tower.model?.codec?.direction === direction,
    ],
  ];
  return needed
    .filter(([, is]) => !towers.some(is))
    .map(([expected]) => ({ path: PATH, expected, message: "none of that kind" }));
}

/** What cross-attention reads is what the text's tower makes. */
function textOfDiffusion(towers: readonly Tower[]): RuleProblem[] {
  const text = towers.find(({ family }) => family === "encoder" || family === "decoder")?.model;
  return towers.flatMap((tower, index) => {
    if (tower.family !== "unet") return [];
    const { contextWidth, contextTokens } = tower.model?.denoiser ?? {};
    const at = [...PATH, index, "model", "denoiser"];
    const differs = (key: string, own: unknown, texts: unknown): RuleProblem[] =>
      known(own, texts) && own !== texts
        ? [
            {
              path: [...at, key],
              expected: `${String(texts)}, as the text's tower has`,
              message: String(own),
            },
          ]
        : [];
    const { hidden, sequenceLength } = (text ?? {}) as { hidden?: number; sequenceLength?: number };
    return [
      ...differs("contextWidth", contextWidth, hidden),
      ...differs("contextTokens", contextTokens, sequenceLength),
    ];
  });
}
