/**
 * The saved shape of an answer (`dse.results/v1`): plain JSON, self-describing, in base units. Everything that
 * renders, compares or exports reads only this.
 */
export const RESULTS_SCHEMA = "dse.results/v1";

/** Ids of the numeric metrics; labels and units are in `metrics` of the file. */
export type MetricId = string;

export interface MetricDefinition {
  readonly id: MetricId;
  readonly label: string;
  /** Base unit: "s", "B", "W", "J", "USD", "FLOP", "1/s", "" (ratio or count) … */
  readonly unit: string;
  readonly better: "higher" | "lower" | "neither";
  /** One sentence: formula and convention. */
  readonly formula: string;
}

export interface SavedInfeasible {
  readonly resource: string;
  readonly demand: number;
  readonly bound: number;
  readonly gap: number;
  readonly unit: string;
  /** Which tiles are fullest, and when. */
  readonly where?: string;
  readonly breakdown: Readonly<Record<string, number>>;
  readonly levers: readonly string[];
}

/** Choices that cannot be, whatever the memory. */
export interface SavedIllegal {
  /** Those that break the rule, as they were made. */
  readonly choices: Readonly<Record<string, unknown>>;
  readonly rule: string;
  /** What would be legal, each by itself. */
  readonly legal: readonly string[];
}

export interface SavedInput {
  readonly path: string;
  readonly value: number;
  readonly unit: string;
  readonly written: string;
  readonly status: string;
  readonly source: string;
  readonly low?: number;
  readonly high?: number;
  readonly file: string;
  readonly line: number;
}

export interface SavedDeciles {
  readonly p10: number;
  readonly p50: number;
  readonly p90: number;
}

export interface SavedSensitivity {
  readonly input: string;
  readonly low: number | null;
  readonly high: number | null;
}

export interface SavedResult {
  readonly system: string;
  readonly workload: string;
  readonly fidelity: "analytic" | "event";
  readonly feasible: boolean;
  readonly infeasible?: SavedInfeasible;
  readonly illegal?: SavedIllegal;
  /** Decided plan: every choice, none open. */
  readonly plan?: Readonly<Record<string, unknown>>;
  /** Plans of which this is the fastest; 1: it was given. Absent where nothing fits, and in older results. */
  readonly plansConsidered?: number;
  readonly metrics: Readonly<Record<MetricId, number | null>>;
  /**
   * Low and high of each metric from the inputs with a range: from corner runs of one at a time, or, where the study
   * samples them together, P10 and P90.
   */
  readonly ranges?: Readonly<Record<MetricId, readonly [number, number]>>;
  /** Where the study samples its uncertain inputs together: values below which 10, 50 and 90 % of the samples lie. */
  readonly deciles?: Readonly<Record<MetricId, SavedDeciles>>;
  /** By metric: each uncertain input alone at its low and high end, largest swing first; null: the plan fits no more. */
  readonly sensitivities?: Readonly<Record<MetricId, readonly SavedSensitivity[]>>;
  /** By resource: how many times faster a step would be with it infinitely fast. */
  readonly headroom?: Readonly<Record<string, number>>;
  readonly breakdown: {
    readonly timeSeconds: Readonly<Record<string, number>>;
    readonly energyJoules: Readonly<Record<string, number>>;
    readonly memoryBytes: {
      readonly sram: Readonly<Record<string, number>>;
      readonly sramLimit: number;
      readonly streaming: Readonly<Record<string, number>>;
      readonly streamingLimit: number;
      /** Other memories by their id, with their room: of a machine, or of the fullest chip. Absent where there are none. */
      readonly others?: Readonly<
        Record<string, { readonly bytes: Readonly<Record<string, number>>; readonly limit: number }>
      >;
    };
  };
  /** Of a chip with tiles: which are fullest and when. */
  readonly tiles?: {
    /** The fullest chip of the replica, and the phase in which it is. */
    readonly chip: number;
    readonly phase: string;
    /** The step that decides, in words. */
    readonly step: string;
    readonly limitBytes: number;
    /** Tiles that hold alike in that step, the fullest first. */
    readonly classes: readonly {
      readonly name: string;
      readonly tiles: number;
      readonly bytesPerTile: number;
    }[];
    /** In program order the fullest step of each block and direction, bytes of the fullest tile. */
    readonly steps: readonly {
      readonly block: string;
      readonly direction: string;
      readonly operator: string;
      readonly bytes: Readonly<Record<"standing" | "stash" | "activations" | "temporaries", number>>;
    }[];
  };
  readonly roofline?: {
    readonly peakFlopsPerSecond: number;
    readonly bytesPerSecond: number;
    readonly flopsPerByte: number;
    readonly flopsPerSecond: number;
  };
  readonly powerTrace: readonly { readonly seconds: number; readonly watts: number }[];
  readonly gantt: readonly {
    readonly lane: string;
    readonly label: string;
    readonly category: string;
    readonly start: number;
    readonly end: number;
  }[];
  readonly assumptions: readonly string[];
  readonly diagnostics: readonly { readonly level: "warning" | "note"; readonly text: string }[];
}

/** A die by the laws of silicon. */
export interface SavedDie {
  /** Id of its process. */
  readonly process: string;
  /** Published, or moved by the law from what is published. */
  readonly squareMetres: number;
  /** What the law gives for its blocks, which add up to it. */
  readonly lawSquareMetres: number;
  readonly blocksSquareMetres: Readonly<Record<string, number>>;
}

/** One comparison at equal footing: `scale` systems' worth of chips, power or money for each system. */
export interface SavedComparison {
  readonly basis: "as-built" | "equal-chips" | "equal-power" | "equal-money";
  readonly workload: string;
  readonly metric: MetricId;
  readonly rows: readonly {
    readonly system: string;
    readonly value: number | null;
    readonly ratio: number | null;
    /** How the footing was reached: evaluated at another size, or scaled linearly. */
    readonly basisNote?: string;
  }[];
}

/** What sharing a kind of part costs a plan in one phase, found by simulating it with and without. */
export interface SavedContention {
  readonly system: string;
  readonly workload: string;
  readonly phase: string;
  /** Of a step (inference: a batch), with all that is shared and if everything had enough for all. */
  readonly seconds: number;
  readonly freeSeconds: number;
  readonly parts: readonly {
    readonly part: string;
    readonly costSeconds: number;
    /** The fullest of its kind, how many are alike until the placement repeats, and the share of its rate in use. */
    readonly fullest: string;
    readonly alike: number;
    readonly usedFraction: number;
  }[];
}

/** A run of many steps on machines that fail: shares of its time, means of 20 runs. */
export interface SavedFaultRun {
  readonly system: string;
  readonly workload: string;
  readonly run: string;
  readonly seconds: number;
  /** Steps that count; Daly's law for the same, which knows no repair. */
  readonly trains: number;
  readonly lawTrains: number;
  readonly repeats: number;
  readonly writes: number;
  readonly restarts: number;
  readonly waits: number;
  readonly misses: number;
  readonly failures: number;
  readonly meanSeconds: number;
  readonly intervalSeconds: number;
  readonly writeSeconds: number;
  readonly restartSeconds: number;
  readonly spareMachines: number;
  readonly elastic: boolean;
}

export interface SavedClaim {
  readonly says: string;
  readonly quote?: string;
  readonly source: string;
  readonly that: string;
  readonly verdict: "held" | "refuted" | "undecided";
  readonly recorded?: "held" | "refuted" | "undecided";
  readonly left: number | null;
  readonly right: number | null;
  readonly unit: string;
  readonly because?: string;
}

export interface SavedExpectation {
  readonly name: string;
  readonly that: string;
  readonly holds: boolean;
  readonly left: number | null;
  readonly right: number | null;
}

export interface SavedResults {
  readonly schema: typeof RESULTS_SCHEMA;
  readonly tool: { readonly name: string; readonly version: string };
  readonly study: {
    readonly id: string;
    readonly name: string;
    readonly question: string;
    readonly baseline: string;
    readonly notes?: string;
    /** By workload the one that it is compared with, where the study compares workloads. */
    readonly contrasts?: Readonly<Record<string, string>>;
  };
  readonly inputs: readonly { readonly file: string; readonly sha256: string }[];
  readonly metrics: readonly MetricDefinition[];
  readonly systems: readonly {
    readonly id: string;
    readonly name: string;
    readonly chips: number;
    readonly capexDollars: number | null;
    /** Of one chip, all logic of its stack; absent where the laws of silicon do not know its die. */
    readonly die?: SavedDie;
    readonly inputs: readonly SavedInput[];
  }[];
  readonly workloads: readonly {
    readonly id: string;
    readonly name: string;
    readonly parameters: number;
    readonly flops: readonly {
      readonly convention: string;
      readonly flops: number;
      readonly differenceToPublished: number | null;
    }[];
    readonly inputs: readonly SavedInput[];
  }[];
  readonly results: readonly SavedResult[];
  readonly comparisons: readonly SavedComparison[];
  /** Absent where the study asks for neither. */
  readonly contention?: readonly SavedContention[];
  readonly faultRuns?: readonly SavedFaultRun[];
  readonly expectations: readonly SavedExpectation[];
  readonly claims: readonly SavedClaim[];
}
