/** What a reader asks of a page: all that its answer depends on. */
export interface Ask {
  readonly system: string;
  readonly workload: string;
  /** Parameters of the system other than printed: `pod`. */
  readonly sizes: Readonly<Record<string, number>>;
  /** Values other than printed, as on the command line: `chip.clock` is `1.6 GHz`. */
  readonly settings: Readonly<Record<string, string>>;
  /** The fastest plan under these settings instead of the printed one. */
  readonly searched: boolean;
}

const START = "#ask?";

/** The state of a page as the fragment of its address; equal asks have equal ones. */
export function fragmentOf({ system, workload, sizes, settings, searched }: Ask): string {
  const said = new URLSearchParams({ system, workload });
  for (const [name, size] of Object.entries(sizes)) said.set(`size.${name}`, String(size));
  for (const [path, value] of Object.entries(settings)) said.set(path, value);
  if (searched) said.set("plan", "searched");
  return `${START}${said.toString()}`;
}

/** Undefined of a fragment that says something else. */
export function askIn(fragment: string): Ask | undefined {
  if (!fragment.startsWith(START)) return undefined;
  const { system, workload, plan, ...rest } = Object.fromEntries(
    new URLSearchParams(fragment.slice(START.length)),
  );
  if (system === undefined || workload === undefined) return undefined;
  const entries = Object.entries(rest);
  return {
    system,
    workload,
    sizes: Object.fromEntries(
      entries
        .filter(([name]) => name.startsWith("size."))
        .map(([name, value]) => [name.slice("size.".length), Number(value)]),
    ),
    settings: Object.fromEntries(entries.filter(([path]) => !path.startsWith("size."))),
    searched: plan === "searched",
  };
}
