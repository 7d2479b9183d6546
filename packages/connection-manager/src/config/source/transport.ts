import { type ContentCoding, openStream } from "@unbounded-streams/stream-reader";
import type { Transport } from "../../source/stream-request.ts";
import { type Environment, oneOf, optional } from "../variables/environment.ts";
import { listOf } from "../variables/json-variable.ts";
import { reading } from "../variables/reader-check.ts";
import { type ReadText, tlsConfig } from "./tls.ts";

const NOWHERE = "http://localhost/";

/** What carries requests, and what may come back. */
export function transportConfig(environment: Environment, readText: ReadText, problems: string[]): Transport {
  const socketPath = optional(environment, "STREAM_SOCKET_PATH");
  if (socketPath !== undefined) {
    reading("STREAM_SOCKET_PATH", () => openStream({ url: NOWHERE, socketPath }), problems);
  }
  return {
    ...tlsConfig(environment, readText, problems),
    socketPath,
    http2: http2Of(environment, problems),
    acceptEncoding: acceptEncodingOf(environment, problems),
    contentTypes: contentTypesOf(environment, problems),
    allowPrivateRedirects: privateHostsOf(environment, problems),
  };
}

function http2Of(environment: Environment, problems: string[]): boolean | "prior-knowledge" | undefined {
  const word = oneOf(environment, "STREAM_HTTP2", ["true", "false", "prior-knowledge"], problems);
  if (word === undefined || word === "prior-knowledge") return word;
  return word === "true";
}

function acceptEncodingOf(environment: Environment, problems: string[]): ContentCoding[] | undefined {
  const acceptEncoding = listOf(environment, "STREAM_ACCEPT_ENCODING") as ContentCoding[] | undefined;
  if (acceptEncoding === undefined) return undefined;
  reading("STREAM_ACCEPT_ENCODING", () => openStream({ url: NOWHERE, acceptEncoding }), problems);
  return acceptEncoding;
}

function contentTypesOf(environment: Environment, problems: string[]): string[] | "any" | undefined {
  const types = listOf(environment, "STREAM_CONTENT_TYPES");
  if (types === undefined) return undefined;
  const contentTypes = types.length === 1 && types[0] === "any" ? "any" : types;
  reading("STREAM_CONTENT_TYPES", () => openStream({ url: NOWHERE, contentTypes }), problems);
  return contentTypes;
}

/** The hosts of a list with commas, as `redirects.allowPrivate` of the reader takes them. */
function privateHostsOf(environment: Environment, problems: string[]): string[] {
  const hosts = listOf(environment, "ALLOW_PRIVATE_REDIRECTS") ?? [];
  const redirects = { allowPrivate: hosts };
  reading("ALLOW_PRIVATE_REDIRECTS", () => openStream({ url: NOWHERE, redirects }), problems);
  return hosts;
}
