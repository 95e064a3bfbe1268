type LightAndDark = readonly [light: string, dark: string];

/**
 * One colour a category wherever it is drawn: blues compute, teals move data on the chip, oranges between chips,
 * purples are off-chip memory and host, greys do nothing useful. Order is the order of stacks and legends.
 */
const CATEGORIES = {
  matmul: ["#1f5fa8", "#4b97e6"],
  vector: ["#8fbbe8", "#a9cef5"],
  exchange: ["#0c7f74", "#2bb3a3"],
  sync: ["#63bfb2", "#7fd8cb"],
  layout: ["#b7dcd5", "#477d76"],
  tensorParallel: ["#bf5312", "#f08a4b"],
  expertExchange: ["#d9803f", "#f0a064"],
  links: ["#bf5312", "#f08a4b"],
  pipelineCopy: ["#eca56f", "#f8c39c"],
  gradientReduction: ["#7f340b", "#c2602a"],
  throttling: ["#b00020", "#ff6b81"],
  weightGather: ["#a05a2c", "#e0a070"],
  code: ["#82878f", "#9097a1"],
  exchangeCode: ["#a9adb4", "#b6bcc5"],
  weights: ["#2f6db5", "#5ba2ea"],
  gradients: ["#d9803f", "#f0a064"],
  optimizer: ["#d3a313", "#e6bf43"],
  stash: ["#64489b", "#a084de"],
  activations: ["#13877b", "#37b9aa"],
  temporaries: ["#8ad0c5", "#8fdccf"],
  kvCache: ["#b0387a", "#e272b1"],
  gaps: ["#cdd1d6", "#555b65"],
  standing: ["#5f6672", "#7d8694"],
  sram: ["#b0387a", "#e272b1"],
  streaming: ["#64489b", "#a084de"],
  host: ["#b49fd8", "#cbbaf0"],
  machine: ["#82878f", "#9097a1"],
  bubble: ["#cdd1d6", "#555b65"],
  imbalance: ["#a9aeb6", "#676d77"],
  idle: ["#cdd1d6", "#555b65"],
  fixed: ["#9aa0a8", "#767d88"],
} as const satisfies Record<string, LightAndDark>;
const OTHER: LightAndDark = ["#6f5a46", "#b39a82"];

/** After Okabe and Ito (2008), told apart with any colour vision; shifted to keep contrast on both grounds. */
const SYSTEMS: readonly LightAndDark[] = [
  ["#0072b2", "#4ba6e2"],
  ["#d55e00", "#f5874a"],
  ["#008f68", "#35c79c"],
  ["#b95c92", "#e59cc6"],
  ["#b27a00", "#f0bd4a"],
  ["#3a9bd4", "#a3d8f7"],
  ["#6d6d6d", "#b4b4b4"],
  ["#5b3a8c", "#b79be0"],
];

const INK = {
  text: ["#1d2129", "#e4e7eb"],
  muted: ["#5a6270", "#9ba4b0"],
  grid: ["#e3e6ea", "#31373f"],
  surface: ["#ffffff", "#1a1e24"],
  limit: ["#b42318", "#ff8a7a"],
} as const satisfies Record<string, LightAndDark>;

/** Colours and type of a chart. Systems are numbered in the order of the results. */
export interface ChartTheme {
  readonly text: string;
  readonly muted: string;
  readonly grid: string;
  readonly surface: string;
  readonly limit: string;
  readonly font: string;
  readonly system: (index: number) => string;
  readonly category: (id: string) => string;
}

const FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', sans-serif";
const cssName = (id: string): string => id.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`);

/** Colours as CSS variables: a drawn chart follows the page from light to dark, and onto paper, by itself. */
export const pageTheme: ChartTheme = {
  text: "var(--text)",
  muted: "var(--muted)",
  grid: "var(--grid)",
  surface: "var(--surface)",
  limit: "var(--limit)",
  font: FONT,
  system: (index) => `var(--system-${index % SYSTEMS.length})`,
  category: (id) => `var(--category-${id in CATEGORIES ? cssName(id) : "other"})`,
};

/** Fixed colours, for a chart that leaves the page. */
export function fixedTheme(mode: "light" | "dark"): ChartTheme {
  const side = mode === "light" ? 0 : 1;
  const categories: Readonly<Record<string, LightAndDark>> = CATEGORIES;
  return {
    text: INK.text[side],
    muted: INK.muted[side],
    grid: INK.grid[side],
    surface: INK.surface[side],
    limit: INK.limit[side],
    font: FONT,
    system: (index) => (SYSTEMS[index % SYSTEMS.length] ?? OTHER)[side],
    category: (id) => (categories[id] ?? OTHER)[side],
  };
}

/** The declarations behind `pageTheme`. */
export function cssVariables(mode: "light" | "dark"): string {
  const side = mode === "light" ? 0 : 1;
  const named = [
    ...Object.entries(INK).map(([id, colours]) => [id, colours[side]]),
    ...SYSTEMS.map((colours, i) => [`system-${i}`, colours[side]]),
    ...Object.entries({ ...CATEGORIES, other: OTHER }).map(([id, c]) => [`category-${cssName(id)}`, c[side]]),
  ];
  return named.map(([name, colour]) => `--${name}:${colour}`).join(";");
}

/** `ids` in the order of stacks and legends; unknown ones come last, as they are. */
export function inCategoryOrder(ids: Iterable<string>): readonly string[] {
  const order = Object.keys(CATEGORIES);
  const rank = (id: string): number => (order.includes(id) ? order.indexOf(id) : order.length);
  return [...new Set(ids)].sort((a, b) => rank(a) - rank(b));
}
