import type { ConnectionEvent } from "@unbounded-streams/stream-reader";

/** From the function's process to the service. */
export type RuntimeMessage = ConnectionMessage | TurnMessage;

/** What happens to a connection of the function. */
export interface ConnectionMessage {
  readonly type: "connection";
  readonly event: ConnectionEvent;
}

/** How far the invocation is. */
export type TurnMessage =
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
