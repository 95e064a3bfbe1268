/// <reference lib="dom" />
import { element } from "../report/browser/element.ts";
import type { AskablePage } from "../report/study/html/ask-section.ts";
import type { CarriedStudy } from "../result/saved/carried-study.ts";
import type { CarriedArch } from "../spec/carried/carried-spec.ts";
import type { Ask } from "./ask.ts";
import { knobsOf, rounded, written, type SetKnob } from "./knobs.ts";

export interface Controls {
  readonly page: AskablePage;
  readonly study: CarriedStudy;
  readonly ask: Ask;
  readonly change: (next: Partial<Ask>) => void;
}

/** Positions of a slider; its scale is logarithmic. */
const STEPS = 200;

/** Machine, workload, size, and a row for each value that can be moved. */
export function controls({ page, study, ask, change }: Controls): HTMLElement {
  const box = element("form", { className: "knobs" });
  box.addEventListener("submit", (event) => event.preventDefault());
  const arch = study.systems.find(({ id }) => id === ask.system)!.carried;
  const workload = study.workloads.find(({ id }) => id === ask.workload)!.carried;
  const settings = { ...ask.settings };
  box.append(
    ...subjects(page, ask, change),
    ...sizes(arch, ask, change),
    ...knobsOf(arch, workload).map((knob) =>
      knobRow(knob, settings[knob.path], (value) => {
        if (value === undefined) delete settings[knob.path];
        else settings[knob.path] = value;
        change({ settings: { ...settings } });
      }),
    ),
  );
  const reset = element("button", { type: "button" }, "As printed");
  reset.addEventListener("click", () => {
    for (const row of box.querySelectorAll<HTMLElement>(".knob")) row.dispatchEvent(new Event("reset"));
    for (const path of Object.keys(settings)) delete settings[path];
    change(AS_PRINTED);
  });
  box.append(reset);
  return box;
}

const AS_PRINTED = { sizes: {}, settings: {}, searched: false } as const;

/** Which pair is asked about: of the machines those on which the workload fits. */
function subjects(page: AskablePage, ask: Ask, change: Controls["change"]): readonly HTMLElement[] {
  const pairs = Object.keys(page.pairs);
  const workloads = page.workloads.filter(({ id }) => pairs.some((pair) => pair.startsWith(`${id} `)));
  const systems = page.systems.filter(({ id }) => pairs.includes(`${ask.workload} ${id}`));
  return [
    choice("Workload", workloads, ask.workload, (workload) => {
      const first = pairs.find((pair) => pair.startsWith(`${workload} `))?.split(" ")[1];
      const system = pairs.includes(`${workload} ${ask.system}`) ? ask.system : (first ?? ask.system);
      change({ ...AS_PRINTED, workload, system });
    }),
    choice("Machine", systems, ask.system, (system) => change({ ...AS_PRINTED, system })),
  ];
}

/** Parameters of the system, such as the size of a pod. */
function sizes(
  { parameters, sheets }: CarriedArch,
  ask: Ask,
  change: Controls["change"],
): readonly HTMLElement[] {
  return Object.entries(parameters).map(([name, values]) => {
    const printed = sheets[0]?.parameters[name];
    const options = values.map((value) => ({ id: String(value), name: String(value) }));
    const row = choice(
      name === "pod" ? "Pod size" : `Size (${name})`,
      options,
      String(ask.sizes[name] ?? printed),
      (text) => change({ sizes: Number(text) === printed ? {} : { [name]: Number(text) } }),
    );
    row.addEventListener("reset", () => {
      row.querySelector("select")!.value = String(printed);
    });
    return row;
  });
}

function choice(
  label: string,
  options: readonly { readonly id: string; readonly name: string }[],
  chosen: string,
  change: (id: string) => void,
): HTMLElement {
  const row = element("label", { className: "knob" });
  const select = element("select", {});
  for (const { id, name } of options)
    select.append(element("option", { value: id, selected: id === chosen }, name));
  select.addEventListener("change", () => change(select.value));
  row.append(element("span", {}, label), select);
  return row;
}

function knobRow(
  knob: SetKnob,
  set: string | undefined,
  change: (value: string | undefined) => void,
): HTMLElement {
  const row = element("label", { className: "knob" });
  const [least, most] = knob.times;
  const top = Math.min(most, (knob.most ?? Infinity) / knob.printed);
  const numberAt = (step: number): number => {
    const times = least * (top / least) ** (step / STEPS);
    return rounded(knob, knob.printed * times);
  };
  const stepOf = (number: number): number =>
    Math.round((STEPS * Math.log(number / knob.printed / least)) / Math.log(top / least));
  const slider = element("input", { type: "range", min: "0", max: String(STEPS), step: "1" });
  const field = element("input", { type: "number", step: "any", min: "0" });
  field.setAttribute("aria-label", `${knob.label} ${knob.unit}`.trim());
  const show = (number: number): void => {
    field.value = String(number);
    slider.value = String(Math.min(STEPS, Math.max(0, stepOf(number))));
    slider.setAttribute("aria-valuetext", written(knob, number));
    row.classList.toggle("moved", number !== knob.printed);
  };
  const take = (number: number): void => {
    row.classList.toggle("moved", number !== knob.printed);
    change(number === knob.printed ? undefined : written(knob, number));
  };
  slider.addEventListener("input", () => {
    const number =
      Number(slider.value) === stepOf(knob.printed) ? knob.printed : numberAt(Number(slider.value));
    show(number);
    take(number);
  });
  field.addEventListener("change", () => {
    const number = Number(field.value);
    if (field.value === "" || !(number > 0)) show(knob.printed);
    else show(number);
    take(Number(field.value));
  });
  row.addEventListener("reset", () => show(knob.printed));
  show(set === undefined ? knob.printed : Number.parseFloat(set));
  const printed = element("small", {}, `printed ${written(knob, knob.printed)}`);
  row.append(
    element("span", {}, knob.label),
    slider,
    field,
    element("span", { className: "unit" }, knob.unit),
    printed,
  );
  return row;
}
