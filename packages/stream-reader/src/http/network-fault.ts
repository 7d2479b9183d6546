import { StreamOptionError } from "../errors/caller-errors.ts";
import {
  StreamConnectError,
  StreamHeadersTooLargeError,
  StreamInformationalError,
  StreamMalformedError,
  StreamTlsError,
} from "../errors/connect-errors.ts";
import { StreamRefusedError } from "../errors/response-errors.ts";
import { StreamError } from "../errors/stream-error.ts";
import type { BreakReason } from "./response/body-source.ts";

/** Codes of OpenSSL's verification (X509_V_ERR_*, as Node names them) and of Node's TLS. */
const TLS_CODES =
  /^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERROR_IN_C|INVALID_(CA|PURPOSE)|HOSTNAME_MISMATCH|PATH_LENGTH_|EPROTO$)/;

const LENGTH_MISMATCH = "UND_ERR_RES_CONTENT_LENGTH_MISMATCH";

/** What undici says of an interim response that it does not take: 100 when nothing waits for it, 101. */
const INTERIM: Readonly<Record<string, string>> = {
  "bad response": "100 Continue",
  "bad upgrade": "101 Switching Protocols",
};

/** The error that stands for a request that failed before its response. */
export function requestFault(target: string, cause: unknown, maxHeaderBytes: number): StreamError {
  if (cause instanceof StreamError) return cause;
  const code = codeOf(cause);
  if (/\b407\b/.test(messageOf(cause)) && code.startsWith("UND_ERR_")) {
    return new StreamRefusedError(target, { status: 407, bodyExcerpt: "" });
  }
  const interim = INTERIM[messageOf(cause)];
  if (code === "UND_ERR_SOCKET" && interim !== undefined) {
    return new StreamInformationalError(target, interim, cause);
  }
  if (code === "UND_ERR_HEADERS_OVERFLOW") return new StreamHeadersTooLargeError(target, maxHeaderBytes);
  if (code === "UND_ERR_INVALID_ARG" || code === "UND_ERR_NOT_SUPPORTED") {
    return new StreamOptionError(`the request cannot be sent: ${messageOf(cause)}`, { cause });
  }
  if (isOfParser(cause) || code === LENGTH_MISMATCH) return new StreamMalformedError(target, cause);
  if (TLS_CODES.test(code)) return new StreamTlsError(target, cause);
  return new StreamConnectError(target, cause);
}

/** How a response broke off, by the error that broke it. */
export function breakReason(cause: Error): BreakReason {
  const code = codeOf(cause);
  if (isOfHttp2(cause)) return "http2";
  if (isOfParser(cause)) return "malformed";
  if (code === LENGTH_MISMATCH || cause.message === "other side closed") return "incomplete";
  return code === "UND_ERR_HEADERS_OVERFLOW" ? "malformed" : "reset";
}

/** undici wraps some errors of Node's HTTP/2, and marks others with the code of the GOAWAY or RST_STREAM. */
function isOfHttp2(error: Error): boolean {
  return (
    "http2ErrorCode" in error ||
    error.message.startsWith("HTTP/2") ||
    [codeOf(error), codeOf(error.cause)].some((code) => code.startsWith("ERR_HTTP2_"))
  );
}

/** undici's parser names its error by class only. */
function isOfParser(error: unknown): boolean {
  return error instanceof Error && error.name === "HTTPParserError";
}

function codeOf(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return typeof code === "string" ? code : "";
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
