/** What a program is told of the servers that it is tried against; as JSON in {@link STAGE_VARIABLE}. */
export interface Stage {
  /** Origins, without a slash at the end. */
  readonly http: string;
  /** It asks for the client's certificate, which nobody has to show. */
  readonly https: string;
  /** It speaks nothing but HTTP/2. */
  readonly http2: string;
  /** The same without TLS. */
  readonly h2c: string;
  /** It takes connections, and says nothing. */
  readonly mute: string;
  /** There is nobody. */
  readonly nobody: string;
  readonly socketPath: string;
  /** With credentials. */
  readonly proxy: string;
  readonly socks: string;
  /** Who has signed the servers' certificates. */
  readonly ca: string;
  /** Another one, who has signed none. */
  readonly otherCa: string;
  readonly client: { readonly key: string; readonly cert: string };
}

export const STAGE_VARIABLE = "TRANSPORTS_STAGE";

/** The name in the client's certificate. */
export const CLIENT_NAME = "a client";
