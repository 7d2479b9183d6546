import { createHash } from "node:crypto";
import { DEFLATE_OFFER, type DeflateAgreement, deflateAgreement } from "./deflate-agreement.ts";

/** What a server's proof is made with (RFC 6455, 1.3). */
const PROOF_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

/** What is offered to the server of a WebSocket. */
export interface HandshakeOffer {
  /** 16 bytes that nobody can guess, in Base64. */
  readonly key: string;
  readonly protocols: readonly string[];
  /** Whether messages may come compressed. */
  readonly deflate: boolean;
}

type AnswerHeaders = Readonly<Record<string, string | string[] | undefined>>;

/** The headers that ask for a WebSocket (RFC 6455, 4.1), but for `Connection` and `Upgrade`. */
export function handshakeHeaders({ key, protocols, deflate }: HandshakeOffer): Record<string, string> {
  return {
    "sec-websocket-key": key,
    "sec-websocket-version": "13",
    ...(protocols.length === 0 ? {} : { "sec-websocket-protocol": protocols.join(", ") }),
    ...(deflate ? { "sec-websocket-extensions": DEFLATE_OFFER } : {}),
  };
}

/**
 * Checks the answer to an offer (RFC 6455, 4.1).
 *
 * @returns how messages are compressed; undefined when they are not
 * @throws Error that says what is wrong with it
 */
export function checkHandshake(
  { key, protocols, deflate }: HandshakeOffer,
  headers: AnswerHeaders,
): DeflateAgreement | undefined {
  if (single(headers.upgrade)?.toLowerCase() !== "websocket") throw new Error("its Upgrade is not websocket");
  const proof = createHash("sha1").update(`${key}${PROOF_GUID}`).digest("base64");
  if (single(headers["sec-websocket-accept"])?.trim() !== proof) {
    throw new Error("its Sec-WebSocket-Accept does not answer the key that was sent");
  }
  const protocol = single(headers["sec-websocket-protocol"]);
  if (protocol !== undefined && !protocols.includes(protocol)) {
    throw new Error("it chose a subprotocol that was not offered: name it in webSocket.protocols");
  }
  if (protocol === undefined && protocols.length > 0) {
    // Their names are not shown: some sources take a token as one.
    throw new Error("it speaks none of the subprotocols that were offered: see webSocket.protocols");
  }
  const extensions = single(headers["sec-websocket-extensions"]);
  if (!deflate && extensions !== undefined) throw new Error("it agrees to extensions that were not offered");
  return deflateAgreement(extensions);
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(", ") : value;
}
