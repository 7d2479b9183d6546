/** From the function's process to the service. */
export type RuntimeMessage =
  | { readonly type: "ready" }
  | { readonly type: "returned"; readonly value: unknown }
  | {
      readonly type: "thrown";
      readonly errorType: string;
      readonly errorMessage: string;
      readonly trace: string[];
    };

/** From the service to the function's process. */
export interface InvokeMessage {
  readonly event: unknown;
  readonly requestId: string;
  readonly functionName: string;
  readonly deadlineMs: number;
}
