import type { SiliconConstant } from "./silicon-constants.ts";

/** What a package costs beside its dies. Prices are unofficial: a bill of materials is known within a factor 1.5. */

/** Organic substrate, by area; of four times the silicon it carries. */
export const SUBSTRATE_DOLLARS: SiliconConstant = {
  id: "substratePrice",
  value: 10_700,
  unit: "USD/m^2",
  low: 5_000,
  high: 16_000,
  status: "published",
  source: "chiplets-cost-model 2cbd30c: 68.5 x 68.5 mm at $50; Chiplet Actuary $0.005/mm2",
};

export const SUBSTRATE_BY_SILICON: SiliconConstant = {
  id: "substrateBySilicon",
  value: 4,
  unit: "",
  status: "published",
  source: "Chiplet Actuary (DAC 2022): package area is four times the silicon",
};

/** Silicon interposer with its assembly, by its area, as bills of materials have it; foundry-cost models say a sixth. */
export const INTERPOSER_DOLLARS: SiliconConstant = {
  id: "interposerPrice",
  value: 450_000,
  unit: "USD/m^2",
  low: 300_000,
  high: 500_000,
  status: "derived",
  source: "MI300X bill of materials: $1,200-1,500 for about 3,000 mm2 (Understanding-GPU 4d21c52, CAPA)",
};

/** Area of an interposer beyond the dies on it. */
export const INTERPOSER_STACK_AREA: SiliconConstant = {
  id: "interposerStackArea",
  value: 125e-6,
  unit: "m^2",
  low: 110e-6,
  high: 150e-6,
  status: "derived",
  source: "CAPA: A100's interposer of 1,575 mm2 less its die of 826, by six HBM stacks",
};

export const ASSEMBLY_DOLLARS: SiliconConstant = {
  id: "assemblyPrice",
  value: 20,
  unit: "USD",
  status: "published",
  source: "chiplets-cost-model 2cbd30c: $20 a package",
};

/** Wafer sort, by die that is probed. */
export const SORT_DOLLARS: SiliconConstant = {
  id: "sortPrice",
  value: 200 / 120,
  unit: "USD",
  status: "published",
  source: "chiplets-cost-model 2cbd30c: prober $200 an hour, 30 s a die",
};

export const PACKAGE_TEST_DOLLARS: SiliconConstant = {
  id: "packageTestPrice",
  value: 2.07,
  unit: "USD",
  status: "published",
  source: "chiplets-cost-model 2cbd30c: package test $1.74, system-level test $0.33",
};

/** Of each die or stack that is put on a package. */
export const BOND_YIELD: SiliconConstant = {
  id: "bondYield",
  value: 0.99,
  unit: "",
  low: 0.95,
  high: 0.995,
  status: "published",
  source: "Chiplet Actuary and ReaLLM: 0.99; CAPA's A100 0.96",
};

/** Board components, module, burn-in and the rest of what a packaged accelerator costs, as a share of all of it. */
export const OTHER_SHARE: SiliconConstant = {
  id: "otherShare",
  value: 0.1,
  unit: "",
  low: 0.05,
  high: 0.28,
  status: "published",
  source: "Epoch 2025: of AI-chip components HBM 63 %, packaging 15 %, logic 13 %, other 10 %",
};

/** Price of memory by generation, dollars a byte, bought by the chip vendor. */
export const MEMORY_DOLLARS: Readonly<Record<"hbm2e" | "hbm3" | "hbm3e" | "hbm4" | "ddr5", SiliconConstant>> =
  {
    hbm2e: memory(
      "hbm2e",
      10,
      7,
      15.2,
      "between the spot of October 2023, $7/GB, and Gaudi 3's bill of materials, $15.2",
    ),
    hbm3: memory("hbm3", 15, 12.5, 17, "prices in print: $12.5-17/GB"),
    hbm3e: memory("hbm3e", 15, 12.5, 18, "B200 bill of materials $15.1/GB; others 12.5-18"),
    hbm4: memory("hbm4", 15.3, 13, 20, "$550 for 36 GB"),
    ddr5: memory("ddr5", 2.4, 2, 4, "spot of October 2023"),
  };

function memory(id: string, perGigabyte: number, low: number, high: number, source: string): SiliconConstant {
  const [value, least, most] = [perGigabyte, low, high].map((dollars) => dollars / 1e9) as [
    number,
    number,
    number,
  ];
  return { id: `${id}Price`, value, unit: "USD/B", low: least, high: most, status: "published", source };
}

/** CO2e of making memory, kilograms a byte. */
export const MEMORY_KILOGRAMS: Readonly<
  Record<"hbm2e" | "hbm3" | "hbm3e" | "hbm4" | "ddr4", SiliconConstant>
> = {
  hbm2e: emitted("hbm2e", 1.135),
  hbm3: emitted("hbm3", 1.247),
  hbm3e: emitted("hbm3e", 1.16),
  hbm4: emitted("hbm4", 0.906),
  ddr4: { ...emitted("ddr4", 0.065), source: "ACT abc9fbb act/models/dram: DDR4 of 10 nm class 65 g/GB" },
};

function emitted(id: string, perGigabyte: number): SiliconConstant {
  const source = "TechInsights as in CAPA";
  return { id: `${id}Carbon`, value: perGigabyte / 1e9, unit: "kg/B", status: "published", source };
}

export const PACKAGE_KILOGRAMS: SiliconConstant = {
  id: "packageCarbon",
  value: 0.15,
  unit: "kg",
  status: "published",
  source: "ACT abc9fbb: 150 g for an IC package",
};

/** Price by cost of a packaged chip. */
export const MARGINS: Readonly<Record<"leader" | "challenger" | "inHouse", SiliconConstant>> = {
  leader: margin("leader", 8, "H100 and H200: sold at 8-9 times the bill of materials"),
  challenger: margin("challenger", 2.7, "MI300X 2.8, Gaudi 3 2.6 times the bill of materials"),
  inHouse: margin("inHouse", 1.8, "no published figure; 1.5-2 with the design partner's fee"),
};

function margin(id: string, value: number, source: string): SiliconConstant {
  const status = id === "inHouse" ? "assumed" : "derived";
  return { id: `${id}Margin`, value, unit: "", low: value / 2, high: value * 2, status, source };
}

/** Defects that bonding two wafers of logic makes, by area; a capacitor wafer's are in its yield. */
export const BOND_DEFECTS: SiliconConstant = {
  id: "bondDefects",
  value: 100,
  unit: "1/m^2",
  low: 10,
  high: 500,
  status: "published",
  source: "CATCH d60dafb assembly_process_definitions.xml: 0.0001 /mm2 at a pitch of 1 um; a default there",
};

/** A wafer of deep-trench capacitors under the logic: a passive wafer of the 28 to 40 nm class, bonded with TSVs. */
export const CAPACITOR_WAFER = {
  waferDollars: {
    id: "capacitorWaferPrice",
    value: 2600,
    unit: "USD",
    low: 2300,
    high: 2900,
    status: "assumed",
    source: "no published figure; a passive wafer of the 28 to 40 nm class",
  },
  waferKilograms: {
    id: "capacitorWaferCarbon",
    value: 554,
    unit: "kg",
    low: 400,
    high: 997,
    status: "assumed",
    source: "no published figure; a 28 nm wafer (arch-specs/n28.process.yaml), of which it has fewer layers",
  },
  bondDollars: {
    id: "capacitorBondPrice",
    value: 750,
    unit: "USD",
    low: 500,
    high: 1000,
    status: "assumed",
    source: "no published figure; bond and through-silicon vias of one wafer",
  },
  yield: {
    id: "capacitorYield",
    value: 0.99,
    unit: "",
    low: 0.95,
    high: 0.999,
    status: "assumed",
    source: "no published figure; a passive wafer of a mature node, bond included",
  },
} as const satisfies Record<string, SiliconConstant>;
