import { inOneLine } from "./trouble.ts";

/** A trouble as a person is told of it. */
export interface Advice {
  /** Troubles of one kind are told once. */
  readonly kind: string;
  /** What is wrong, and what to do about it where that is known, in one line. */
  readonly text: string;
  /** Whether it is known what to do. */
  readonly hasRemedy: boolean;
}

interface Remedy {
  /** The reasons that it is for. Anchored: what a source says may stand behind. */
  readonly when: RegExp;
  readonly remedy: string;
}

const FORMATS_OF_TYPES: ReadonlyMap<string | undefined, string> = new Map([
  ["text/event-stream", "sse"],
  ["application/json", "auto"],
  ["application/x-ndjson", "ndjson"],
  ["application/jsonl", "ndjson"],
  ["application/json-seq", "json-sequence"],
  ["multipart/mixed", "multipart"],
  ["multipart/x-mixed-replace", "multipart"],
]);

const CONTENT_TYPE = /^\S+ sent (?:the content type "([^";]*)|no content type)/;

const REMEDIES: readonly Remedy[] = [
  {
    when: /^could not connect to \S+: (?:ENOTFOUND|EAI_AGAIN)/,
    remedy: "no host of that name is known here: check the spelling of --url, and the network",
  },
  {
    when: /^could not connect to \S+: ECONNREFUSED/,
    remedy: "nothing listens there: check the port of --url, and whether the server is up",
  },
  {
    when: /^could not connect to \S+: (?:UND_ERR_SOCKET|ECONNRESET|EPIPE)/,
    remedy:
      "what listens there closes the connection without a word: check the port of --url, and whether it is https:// (or wss://)",
  },
  {
    when: /^\S+ has not answered within/,
    remedy:
      "check the host and port of --url, and whether it is https://; a source that answers with its first event only is waited for",
  },
  {
    when: /^could not connect to \S+: (?:ENOENT|EACCES|ENOTSOCK)/,
    remedy: "there is no Unix socket that can be used at --socket-path: check the path, and who may use it",
  },
  {
    when: /^(?:could not connect to \S+: (?:EHOSTUNREACH|ENETUNREACH|ETIMEDOUT)|no connection to \S+ within)/,
    remedy: "the host does not answer: check --url, the network, and a firewall or proxy on the way",
  },
  {
    when: /^TLS with \S+ failed: (?:ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)|EPROTO)/,
    remedy: "the port does not speak TLS: give http:// (or ws://), or the port of https",
  },
  {
    when: /^TLS with \S+ failed: (?:CERT_HAS_EXPIRED|CERT_NOT_YET_VALID)/,
    remedy:
      "the certificate's time is over, or has not come: it must be renewed, or this machine's clock set",
  },
  {
    when: /^TLS with \S+ failed: (?:ERR_TLS_CERT_ALTNAME_INVALID|HOSTNAME_MISMATCH)/,
    remedy: "the certificate is another host's: give the name in --url that it is for",
  },
  {
    when: /^TLS with \S+ failed: (?:DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|CERT_|INVALID_CA)/,
    remedy: "the certificate is not trusted here: give the one of its authority by --ca-file",
  },
  {
    when: /^TLS with \S+ failed: /,
    remedy: "check --url; a server that wants a client's certificate takes --cert-file and --tls-key-file",
  },
  {
    when: /^\S+ sent what is not HTTP/,
    remedy: "another protocol is spoken there: check the port of --url, and whether it is https://",
  },
  {
    when: /^\S+ sent what is not a WebSocket's handshake/,
    remedy: "check the path of --url, and the subprotocols of --protocol",
  },
  {
    when: /^wss?:\S+ refused the stream with status 2\d\d\b/,
    remedy: "no WebSocket is spoken there: check the path of --url, or give it with http:// or https://",
  },
  {
    when: /^https?:\S+ refused the stream with status 426\b/,
    remedy: "a WebSocket is spoken there: give --url with ws:// or wss://",
  },
  {
    when: /^\S+ closed the WebSocket with code \d{4}\b/,
    remedy:
      "that is the code by which it closes the WebSocket, and its own documentation says what for: check --message, --protocol and credentials",
  },
  {
    when: /^\S+ refused the stream with status (?:401|403)\b/,
    remedy: "give credentials by --key-env, --key-file or --header-file",
  },
  {
    when: /^\S+ refused the stream with status \d{3}\b.*: the session is gone, a new one is made$/,
    remedy:
      "the source has dropped the session: the stream goes on in a new one, from where the source begins it",
  },
  {
    when: /^\S+ refused the stream with status (?:404|410)\b/,
    remedy: "nothing is there: check the path of --url",
  },
  {
    when: /^\S+ refused the stream with status (?:400|405|406|411|412|413|414|415|416|422|431)\b/,
    remedy: "the request is not what the source wants: check --method, --body, --query and --header",
  },
  {
    when: /^\S+ refused the stream with status (?:408|409|42[059]|5\d\d)\b/,
    remedy: "that may pass: it is asked again, ever less often",
  },
  {
    when: /^\S+ refused the stream with status (?:402|451)\b/,
    remedy: "the source may not, or does not want to, send it to you: ask who runs it",
  },
  {
    when: /^\S+ refused the stream with status 3\d\d\b/,
    remedy: "it leads elsewhere, and does not say where: check --url",
  },
  {
    when: /^\S+ refused the stream with status 4(?!07)\d\d\b/,
    remedy: "a retry does not mend that: check --url, and what the source's documentation says of the status",
  },
  {
    when: /^the source has asked for a pause$/,
    remedy: "that may pass: it is asked again, ever less often",
  },
  {
    when: /^\S+ sent a body that is not (?:gzip|deflate|br|zstd)\b/,
    remedy: "its Content-Encoding names what it does not send: ask for another one by --accept-encoding",
  },
  {
    when: /^each connection is over at once, and brings nothing new: closed by the source/,
    remedy:
      "what is there is no stream, or one of another --format, or it is over: check --url; --end-on-close takes the close for the end",
  },
  {
    when: /^each connection is over at once/,
    remedy: "no whole response comes: check --url, what is on the way, and the log of the source",
  },
  {
    when: /^could not connect to \S+: ERR_HTTP2/,
    remedy: "no HTTP/2 is spoken there, or not so: leave --http2 out",
  },
  {
    when: /^\S+ sent headers of more than/,
    remedy: "no stream begins so: check the port and path of --url",
  },
  {
    when: /^\S+ says that it fails/,
    remedy: "that may pass: it is asked again, ever less often",
  },
  {
    when: /^\S+ cannot go on from where the stream has come to/,
    remedy:
      "a rule of --control takes that for a restart: the stream begins anew, ever less often if it comes again",
  },
  {
    when: /^(?:\S+ redirected with status \d+|the redirects of \S+ lead nowhere)/,
    remedy: "give the address in --url that it leads to, if it can be trusted",
  },
  {
    when: /^\S+ sent no response headers within/,
    remedy: "if it sends them with its first event only, give --headers-timeout",
  },
  {
    when: /^\S+ sent (?:the content coding|.*content-encoding)/i,
    remedy: "name the codings that can be read by --accept-encoding",
  },
  {
    when: /^a frame is larger than/,
    remedy: "check --format: in another one, frames may be smaller",
  },
  {
    when: /^(?:a frame of \d+ bytes is not |an element of \d+ bytes is no |no JSON text begins with |(?:no array|no element of the array) begins with |after an element of the array comes |a length prefix is |no boundary is known|a message ends within )/,
    remedy: "check --format: auto goes by the content type, lines and chunks take everything",
  },
];

/** What messages say of options that are none of the command's. */
const ADVICE_OF_READER =
  /(?:; tls\.ca takes the certificate of a private authority|; check the port and the protocol|; set acceptEncoding to what can be decoded|: set contentTypes to accept others| \(one that it does not name is an option of multipart\(\)\)|; raise maxRedirects if they end|: name its host in redirects\.allowPrivate to follow it|: give onInvalid to read on after it|: check (?:the format|the boundary|that the stream has prefixes of this kind)$| \(a stream of events is read with sse\(\), the format sse\)| \(the error carries it\)|: read the stream with lines\(\) or chunks\(\) to see what it is|: raise (?:maxFrameBytes, or check the format|\w+ if .*))/g;

/** What Node.js and OpenSSL add for whoever starts Node.js, or mends OpenSSL. */
const NOISE = /; if the root CA is installed locally, try running Node\.js with --use-system-ca/g;
const OPENSSL_ERROR = /[0-9A-F]+:error:[0-9A-F]+:[^:]*:[^:]*:([^:]+):[^:]*:\d+:/g;

/** A reason in one line, without what is said to those who call functions. */
export function inWordsOfCommand(reason: string): string {
  return inOneLine(reason.replace(ADVICE_OF_READER, "").replace(NOISE, "").replace(OPENSSL_ERROR, "$1"));
}

/** A reason for which a stream is not read, and what to do about it. */
export function adviceOn(reason: string): Advice {
  const found = remedyFor(reason);
  const what = inWordsOfCommand(reason);
  if (found === undefined) return { kind: what, text: what, hasRemedy: false };
  return { kind: found, text: `${what}. Remedy: ${found}`, hasRemedy: true };
}

function remedyFor(reason: string): string | undefined {
  const type = CONTENT_TYPE.exec(reason);
  return type === null ? REMEDIES.find(({ when }) => when.test(reason))?.remedy : remedyForType(type[1]);
}

function remedyForType(header: string | undefined): string {
  const type = header?.trim().toLowerCase();
  if (type === "text/html" || type === "application/xhtml+xml") {
    return "that is a page for people, no stream: check --url";
  }
  const format = FORMATS_OF_TYPES.get(type);
  if (format === "auto") return "read it with --format auto";
  if (format !== undefined) return `read it with --format ${format}, or auto`;
  return "check --url and --format; --content-type takes the type if it is a stream all the same";
}
