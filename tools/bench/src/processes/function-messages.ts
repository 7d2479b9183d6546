/** What the process of a function is told. */
export type FunctionMessage =
  | {
      readonly kind: "invoke";
      readonly event: unknown;
      readonly requestId: string;
      /** What Lambda would say is left of the invocation. */
      readonly remainingMs: number;
    }
  | { readonly kind: "state" };

/** What it says of itself, since it was started. Memory as Lambda counts it, in MiB. */
export interface FunctionState {
  /** User and system time of all threads. */
  readonly cpuMs: number;
  readonly gcMs: number;
  readonly rssMib: number;
  readonly heapMib: number;
  readonly externalMib: number;
  /** Of the invocation, or its error; undefined while it runs. */
  readonly outcome: string | undefined;
}
