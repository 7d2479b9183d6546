/** One source, as a file of `start --config` has it. */
export interface SourceDefinition {
  /** Where the server is: `http:`, `https:`, `ws:` or `wss:`. */
  readonly baseUrl: string;
  readonly path?: string;
  readonly format?: string;
  readonly [field: string]: unknown;
}
