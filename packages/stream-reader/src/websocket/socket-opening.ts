import type { Duplex } from "node:stream";
import { StreamMalformedError } from "../errors/connect-errors.ts";
import type { FrameDecoder } from "../framing/frames/frame-format.ts";
import type { FrameLimits } from "../framing/frames/frame-limits.ts";
import type { ResponseBody } from "../http/response/response-body.ts";
import { randomBytes } from "../system.ts";
import type { SocketClose } from "./close-code.ts";
import type { DeflateAgreement } from "./deflate-agreement.ts";
import { checkHandshake, type HandshakeOffer, handshakeHeaders } from "./handshake.ts";
import { MessageFrames } from "./message-frames.ts";
import { MessageInflater } from "./message-inflater.ts";
import { MessageLink } from "./message-link.ts";
import type { WebSocketSettings } from "./websocket-options.ts";

const KEY_BYTES = 16;

/** What is asked of the source of a WebSocket. */
export interface SocketRequest extends WebSocketSettings {
  /** Whether messages may come compressed. */
  readonly deflate: boolean;
  /** The places of messages that are sent in answer only. */
  readonly held: ReadonlySet<number>;
  readonly limits: FrameLimits;
}

/** A WebSocket that is open. */
export interface OpenSocket {
  /** How the source closed it; undefined while it has not. */
  readonly closed: SocketClose | undefined;
  /** What has come of a message that is not complete. */
  readonly cutOff: Uint8Array | undefined;
  /** The frames of its messages. */
  frames(decoder: FrameDecoder): MessageFrames;
  /** Sends a text, or the first message with this place, in answer to a message; left out when the source does not read. */
  reply(what: string | number): void;
}

/** The handshake of one WebSocket: what is asked, and what the answer makes of it. */
export class SocketOpening {
  /** What the request has beside `Connection` and `Upgrade`. */
  readonly headers: Readonly<Record<string, string>>;
  /** Undefined as long as the source has not agreed. */
  opened: OpenSocket | undefined;
  private readonly request: SocketRequest;
  private readonly offer: HandshakeOffer;
  private readonly target: string;
  private readonly socketFault: () => Error | undefined;

  /**
   * @param target for messages
   * @param socketFault what broke the socket; undefined when nothing did, or it is not known
   */
  constructor(request: SocketRequest, target: string, socketFault: () => Error | undefined) {
    const { protocols, deflate } = request;
    const key = Buffer.from(randomBytes(KEY_BYTES)).toString("base64");
    this.request = request;
    this.offer = { key, protocols, deflate };
    this.target = target;
    this.socketFault = socketFault;
    this.headers = handshakeHeaders(this.offer);
  }

  /**
   * Takes over the socket of a source that agrees, and sends the first messages.
   *
   * @returns what comes over it, as bytes
   * @throws StreamMalformedError when the answer is no agreement
   */
  open(socket: Duplex, headers: Readonly<Record<string, string | string[] | undefined>>): ResponseBody {
    const { limits, messages, held } = this.request;
    const deflate = this.agreement(headers);
    const { socketFault, target } = this;
    const link = new MessageLink(socket, { limits, deflate: deflate !== undefined, socketFault });
    const inflater = deflate && new MessageInflater(limits.maxFrameBytes, deflate.keepsContext);
    for (const [place, message] of messages.entries()) {
      if (!held.has(place)) link.send(message);
    }
    this.opened = {
      get closed() {
        return link.closed;
      },
      get cutOff() {
        return link.cutOff;
      },
      frames: (decoder) => new MessageFrames(link, { decoder, limits, inflater, target }),
      reply: (what) => link.send(typeof what === "string" ? what : String(messages[what]), true),
    };
    return link.raw;
  }

  private agreement(
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): DeflateAgreement | undefined {
    try {
      return checkHandshake(this.offer, headers);
    } catch (cause) {
      throw new StreamMalformedError(this.target, cause, "a WebSocket's handshake");
    }
  }
}
