import type { JsonObject, SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";
import type { Header } from "./secret-options.ts";
import type { CONNECTION_MODES, HTTP2_WORDS, INVALID_RULES } from "./source-flags.ts";

/** What is said of the source: of the built-in one when it has no address. */
export interface LocalSource extends SourceDefinition {
  readonly format: string;
  readonly onInvalid: (typeof INVALID_RULES)[number];
  readonly connectionMode: (typeof CONNECTION_MODES)[number];
}

/** The command line's flags for a source. */
export interface SourceFlags {
  readonly url?: string;
  readonly config?: string;
  readonly source?: string;
  readonly format?: string;
  readonly eventId?: string;
  readonly eventKey?: string;
  readonly method?: string;
  readonly body?: string;
  readonly query?: Readonly<Record<string, readonly string[]>>;
  readonly header?: readonly Header[];
  readonly headerFile?: readonly Header[];
  readonly headerEnv?: readonly Header[];
  readonly keyFile?: string;
  readonly keyEnv?: string;
  readonly keyScheme?: string;
  readonly cookies?: boolean;
  readonly message?: readonly string[];
  readonly protocol?: readonly string[];
  readonly resume?: readonly string[];
  readonly resumeStart?: string;
  readonly keepHeader?: readonly string[];
  readonly socketPath?: string;
  readonly http2?: (typeof HTTP2_WORDS)[number];
  readonly caFile?: string;
  readonly certFile?: string;
  readonly tlsKeyFile?: string;
  readonly acceptEncoding?: readonly string[];
  readonly contentType?: readonly string[];
  readonly headersTimeout?: number;
  readonly eventTimeout?: number;
  readonly connectionMode?: (typeof CONNECTION_MODES)[number];
  readonly endSignal?: readonly string[];
  readonly endOnClose?: boolean;
  readonly control?: readonly JsonObject[];
  readonly onInvalid?: (typeof INVALID_RULES)[number];
  readonly followPolicy?: Readonly<Record<string, unknown>>;
}
