import type { ArchSpec } from "../kinds/arch-spec.ts";
import { known, type Loose, type RuleProblem } from "./rule-problem.ts";
import { nameProblem } from "./user-names.ts";

type Part = Exclude<keyof ArchSpec, "silicon" | "software">;
type Parts = Loose<ArchSpec>;

/** What is wrong with one part of a system (chip, machine or the whole) beside the others. */
export function archProblems(parts: Parts, part: Part): readonly RuleProblem[] {
  return RULES[part](parts);
}

const RULES: Readonly<Record<Part, (parts: Parts) => readonly RuleProblem[]>> = {
  chip: ({ chip = {} }) => [...arithmeticProblems(chip), ...capProblems(chip), ...spareProblems(chip)],
  machine: (parts) => [...linkProblems(parts), ...memoryProblems(parts)],
  system: (parts) => [...domainProblems(parts), ...gatewayProblems(parts), ...parameterProblems(parts)],
};

function arithmeticProblems({ arithmetic }: Loose<ArchSpec["chip"]>): RuleProblem[] {
  if (arithmetic === undefined || Object.keys(arithmetic).length > 0) return [];
  return [{ path: ["arithmetic"], expected: "at least one format, such as fp16_16", message: "none" }];
}

/** What idles above its cap has no clock that is slow enough. */
function capProblems({ power }: Loose<ArchSpec["chip"]>): RuleProblem[] {
  const { idle, cap } = power ?? {};
  if (idle === undefined || cap === undefined || !known(idle, cap) || cap > idle) return [];
  return [{ path: ["power", "cap"], expected: `more than the idle power, ${idle} W`, message: `${cap} W` }];
}

/** Plans name memories by their ids: no two that a chip reaches have the same one. */
function memoryProblems({ machine = {}, chip }: Parts): RuleProblem[] {
  const expected = "another id for each memory of a machine and its chips";
  const twice = (id: string): RuleProblem => ({
    path: ["memories", id, "id"],
    expected,
    message: `"${id}" a second time`,
  });
  const listed = Object.keys(machine.memories ?? {});
  const known = new Set([
    ...(machine.streaming === undefined ? [] : ["streaming"]),
    ...Object.keys(chip?.memories ?? {}),
  ]);
  const ofChip = chip?.memories?.["streaming"] !== undefined && machine.streaming !== undefined;
  return [
    ...listed.filter((id) => known.has(id)).map(twice),
    ...(ofChip ? [{ ...twice("streaming"), path: ["streaming"] }] : []),
  ];
}

/** A column has rows that work. */
function spareProblems(chip: Loose<ArchSpec["chip"]>): RuleProblem[] {
  const floorplan = typeof chip === "object" && "floorplan" in chip ? chip.floorplan : undefined;
  const { rows, spareRows } = floorplan ?? {};
  if (rows === undefined || spareRows === undefined || !known(rows, spareRows) || spareRows < rows) return [];
  const expected = `less than the ${rows} rows of a column`;
  return [{ path: ["floorplan", "spareRows"], expected, message: String(spareRows) }];
}

/** A ring has links to run over, and no more than a chip has. */
function linkProblems({ machine = {}, chip, system }: Parts): RuleProblem[] {
  const { chips = 1, internalLinks, externalLinks } = machine;
  const count = chip?.links?.count;
  const problems: RuleProblem[] = [];
  const wrong = (key: string, expected: string, value: number): void => {
    problems.push({ path: [key], expected, message: String(value) });
  };
  for (const [key, used] of Object.entries({ internalLinks, externalLinks }))
    if (used !== undefined && count !== undefined && known(used, count) && used > count)
      wrong(key, `at most the ${count} links of a chip`, used);
  const { linkDomainChips, machines } = system ?? {};
  if (linkDomainChips === undefined || machines === undefined || !known(linkDomainChips, machines, chips))
    return problems;
  if (internalLinks === 0 && Math.min(chips, linkDomainChips) > 1)
    wrong(
      "internalLinks",
      `at least 1, for ${Math.min(chips, linkDomainChips)} chips of a machine are one link domain`,
      0,
    );
  if (externalLinks === 0 && linkDomainChips > chips && machines > 1)
    wrong(
      "externalLinks",
      `at least 1, for a link domain has ${linkDomainChips} chips and a machine ${chips}`,
      0,
    );
  return problems;
}

/** A link domain is a part of a machine in equal parts, or several machines. */
function domainProblems({ machine, system = {} }: Parts): RuleProblem[] {
  const { linkDomainChips, machineChips } = system;
  const chips = machine?.chips;
  if (machineChips !== undefined && chips !== undefined && known(machineChips, chips) && machineChips > chips)
    return [
      {
        path: ["machineChips"],
        expected: `at most the ${chips} of a machine`,
        message: String(machineChips),
      },
    ];
  if (linkDomainChips === undefined || chips === undefined || !known(linkDomainChips, chips)) return [];
  if (linkDomainChips % chips === 0 || chips % linkDomainChips === 0) return [];
  const expected = `a divisor or a multiple of the ${chips} chips of a machine`;
  return [{ path: ["linkDomainChips"], expected, message: String(linkDomainChips) }];
}

/** Beyond a link domain chips reach each other by the gateways of their machines. */
function gatewayProblems({ machine, system = {} }: Parts): RuleProblem[] {
  const { linkDomainChips, machines } = system;
  const { chips } = machine ?? {};
  const bandwidth = machine?.gateway?.bandwidth;
  if (linkDomainChips === undefined || machines === undefined || chips === undefined) return [];
  if (bandwidth !== 0 || !known(linkDomainChips, machines, chips) || linkDomainChips >= machines * chips)
    return [];
  const expected = `all ${machines * chips} chips, for the machines have no gateway to others`;
  return [{ path: ["linkDomainChips"], expected, message: String(linkDomainChips) }];
}

function parameterProblems({ system = {} }: Parts): RuleProblem[] {
  return Object.entries(system.parameters ?? {}).flatMap(([name, bounds]) => {
    const path = ["parameters", name];
    const { min, max, multipleOf } = (bounds ?? {}) as Record<string, unknown>;
    const problem = nameProblem(name);
    return [
      ...(problem === undefined ? [] : [{ path, ...problem, atKey: true }]),
      ...(typeof min === "number" && typeof max === "number" && min > max
        ? [{ path: [...path, "max"], expected: `no less than min, ${min}`, message: String(max) }]
        : []),
      ...(typeof multipleOf === "number" && multipleOf <= 0
        ? [{ path: [...path, "multipleOf"], expected: "more than 0", message: String(multipleOf) }]
        : []),
    ];
  });
}
