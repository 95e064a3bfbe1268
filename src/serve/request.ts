/** One request to a served model. */
export interface Request {
  readonly arrivalSeconds: number;
  readonly promptTokens: number;
  /** Tokens of the answer; the prompt's own pass gives the first. */
  readonly generatedTokens: number;
}

/** What became of a request. Seconds since the start of the simulation. */
export interface Served {
  readonly request: Request;
  readonly firstTokenSeconds: number;
  readonly doneSeconds: number;
}
