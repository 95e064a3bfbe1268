import type { ArchSilicon } from "../arch/arch.ts";
import type { ExplainScope } from "./explain-scope.ts";
import { specInput, specInputs } from "./explanation-inputs.ts";
import { count, law, product, quotient, sum, type ExplanationNode } from "./explanation-node.ts";

/** What of a spec decides the content of a die. */
const CONTENT = [
  "chip.tiles",
  "chip.sramPerTile",
  "chip.exchange.bytesPerCycle",
  "chip.links.count",
  "chip.links.bandwidth",
];

const BLOCKS = {
  sram: "SRAM: bits by cell and efficiency",
  logic: "tile logic: by multipliers",
  exchange: "exchange: wires across the die",
  links: "lanes of links and host",
  memoryPhys: "PHYs of memory",
  uncore: "pads, clocks, test",
} as const;

/** The die by the laws; metrics of it are not asked for where there is none. */
function siliconOf({ evaluation }: ExplainScope): ArchSilicon {
  const { silicon } = evaluation.arch;
  if (silicon === undefined) throw new Error("a die that no law knows has no metrics");
  return silicon;
}

/** Area as published or moved, with the law's own floorplan beside it. */
export function explainDieArea(scope: ExplainScope): ExplanationNode {
  const { dieSquareMetres, lawSquareMetres, blocksSquareMetres, process } = siliconOf(scope);
  const stated = specInput(scope.inputs, "chip.dieArea");
  const floorplan = sum(
    { label: `by the law of area on ${process}`, unit: "m^2", value: lawSquareMetres },
    Object.entries(BLOCKS).map(([block, formula]) =>
      law({
        label: block,
        value: blocksSquareMetres[block as keyof typeof BLOCKS],
        unit: "m^2",
        formula,
      }),
    ),
  );
  const made = law(
    {
      label: "die area",
      value: dieSquareMetres,
      unit: "m^2",
      formula: "published, or published · law of this chip / law of the published one",
    },
    [...(stated === undefined ? [] : [stated]), floorplan, ...specInputs(scope.inputs, ...CONTENT)],
  );
  return made;
}

/** A stack's dies share one footprint. */
export function explainFootprint(scope: ExplainScope): ExplanationNode {
  const { dieSquareMetres, footprintSquareMetres } = siliconOf(scope);
  return quotient({ label: "footprint of the die", unit: "m^2" }, [
    explainDieArea(scope),
    count("logic wafers of a stack", dieSquareMetres / footprintSquareMetres, "chip.floorplan.logicWafers"),
  ]);
}

export function explainYield(scope: ExplainScope): ExplanationNode {
  const { yieldFraction, cost, process } = siliconOf(scope);
  return law(
    {
      label: "die yield",
      value: yieldFraction,
      unit: "",
      formula:
        "defects cluster as a negative binomial; of each column as many rows of tiles may fail as are spare",
    },
    [
      explainFootprint(scope),
      specInput(scope.inputs, `process.${process}.defects.density`) ??
        input("defects", cost.defectsPerSquareMetre, { unit: "1/m^2", formula: `of ${process}` }),
      specInput(scope.inputs, `process.${process}.defects.clustering`) ??
        input("clustering of defects", cost.clustering, { unit: "", formula: `of ${process}` }),
      ...specInputs(
        scope.inputs,
        "chip.floorplan.columns",
        "chip.floorplan.rows",
        "chip.floorplan.spareRows",
      ),
    ],
  );
}

export function explainDieCost(scope: ExplainScope): ExplanationNode {
  const { goodDieDollars, grossDies, cost, process } = siliconOf(scope);
  const made = "prices of all wafers of a stack in the year of the chip, and their bonds";
  const bonded = "of the capacitor wafer and of bonds";
  return law(
    {
      label: "good die",
      value: goodDieDollars,
      unit: "USD",
      formula: "wafers and bonds / (sites · yield · yield of bonds)",
    },
    [
      law(
        {
          label: "wafers and bonds",
          value: cost.waferDollars,
          unit: "USD",
          formula: `${made}, on ${process}`,
        },
        waferPrices(scope),
      ),
      law(
        { label: "sites of a wafer", value: grossDies, unit: "", formula: "π (D/2)² / A − 0.51 π D / √A" },
        [explainFootprint(scope)],
      ),
      explainYield(scope),
      input("yield of bonds", cost.bondYieldFraction, { unit: "", formula: bonded }),
    ],
  );
}

/** Of its process by year, as far as they are known within a range alone. */
function waferPrices({ inputs, ...scope }: ExplainScope): readonly ExplanationNode[] {
  const { process } = siliconOf({ inputs, ...scope });
  const paths = inputs.map(({ path }) => path);
  return specInputs(inputs, ...paths.filter((path) => path.startsWith(`process.${process}.wafer.prices.`)));
}

/** A number of a process or of packaging, which no spec of the system has. */
function input(
  label: string,
  value: number,
  { unit, formula }: { readonly unit: string; readonly formula: string },
): ExplanationNode {
  return { ...count(label, value, formula), unit };
}

export function explainChipCost(scope: ExplainScope): ExplanationNode {
  const { packageDollars, designShareDollars, goodDieDollars, cost } = siliconOf(scope);
  const { logic, memory, packaging, lost, other } = cost.parts;
  const part = (label: string, value: number, formula: string): ExplanationNode =>
    input(label, value, { unit: "USD", formula });
  return sum({ label: "packaged chip", unit: "USD", value: packageDollars + designShareDollars }, [
    explainDieCost(scope),
    part("test of the wafer", logic - goodDieDollars, "a site"),
    part("memory on the package", memory, "bytes · price"),
    part("package", packaging, "interposer, substrate, assembly and test"),
    part("lost with bad packages", lost, "parts / package yield − parts"),
    part("other", other, "what no list names, a share of the whole"),
    ...(designShareDollars === 0 ? [] : [explainDesign(scope)]),
  ]);
}

function explainDesign(scope: ExplainScope): ExplanationNode {
  const { designShareDollars, designDollars, process } = siliconOf(scope);
  const formula = `masks included, on ${process}`;
  const once = input("design, once", designDollars, { unit: "USD", formula });
  const paid = specInput(scope.inputs, `process.${process}.design`) ?? once;
  return law(
    { label: "share of the design", value: designShareDollars, unit: "USD", formula: "design / volume" },
    [paid, ...specInputs(scope.inputs, "chip.volume")],
  );
}

/** All chips of the system, in use or not. */
export function explainEmbodied(scope: ExplainScope): ExplanationNode {
  const { embodiedKilograms } = siliconOf(scope);
  return product({ label: "embodied CO2 of the chips", unit: "kg" }, [
    count("chips of the system", scope.evaluation.arch.chips),
    law(
      {
        label: "one chip in its package",
        value: embodiedKilograms,
        unit: "kg",
        formula: "(wafers / (sites · yield) + memory + package) / package yield",
      },
      [explainYield(scope)],
    ),
  ]);
}
