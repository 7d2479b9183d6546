import { StreamOptionError } from "../errors/caller-errors.ts";
import { isToken } from "../http/request/token.ts";

/** What is said to a source of `ws:` or `wss:`, beyond its request. */
export interface WebSocketOptions {
  /** Subprotocols to offer, in order of preference; none by default. A source that speaks none of them is no stream. */
  protocols?: readonly string[];
  /**
   * Messages that are sent, in order, as soon as the connection is open: subscriptions, say. Text goes as it is, an object as JSON.
   * They are sent again on every connection of `followStream`, in which a resume rule can put the cursor. One that a control rule
   * answers with (`reply`) is sent then only.
   */
  messages?: readonly (string | object)[];
}

/** The same, checked and complete. */
export interface WebSocketSettings {
  readonly protocols: readonly string[];
  readonly messages: readonly string[];
}

/**
 * What `webSocket` asks for.
 *
 * @throws StreamOptionError
 */
export function webSocketSettings({
  protocols = [],
  messages = [],
}: WebSocketOptions = {}): WebSocketSettings {
  if (!Array.isArray(protocols) || !protocols.every((name) => typeof name === "string" && isToken(name))) {
    // What was given is not shown: some sources take a token as a subprotocol.
    throw new StreamOptionError("webSocket.protocols must be a list of names without spaces or commas");
  }
  if (new Set(protocols).size < protocols.length) {
    throw new StreamOptionError("webSocket.protocols names one twice: name each once");
  }
  if (!Array.isArray(messages)) {
    throw new StreamOptionError(
      "webSocket.messages must be a list of texts, or objects that are sent as JSON",
    );
  }
  return { protocols, messages: messages.map(textOf) };
}

function textOf(message: unknown, index: number): string {
  if (typeof message === "string") return message;
  const text = typeof message === "object" && message !== null ? JSON.stringify(message) : undefined;
  if (text !== undefined) return text;
  throw new StreamOptionError(`webSocket.messages[${index}] is neither text nor an object`);
}
