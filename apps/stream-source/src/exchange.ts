import type { IncomingMessage, ServerResponse } from "node:http";
import type { SourceSettings } from "./options.ts";
import type { Registry } from "./registry.ts";
import type { Route } from "./routes.ts";
import type { Upgrade } from "./upgrade.ts";

/** One request with what its answer is made of. */
export interface Exchange {
  readonly registry: Registry;
  readonly settings: SourceSettings;
  readonly route: Route;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** Undefined for a request that asks for no WebSocket. */
  readonly upgrade?: Upgrade | undefined;
}
