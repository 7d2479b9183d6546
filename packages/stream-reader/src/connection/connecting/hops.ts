import type { Dispatcher } from "undici";
import { matchStatus } from "../../end-signals/match-status.ts";
import { StreamConnectError } from "../../errors/connect-errors.ts";
import { StreamRedirectError } from "../../errors/response-errors.ts";
import { publish } from "../../http/diagnostics.ts";
import { type Answer, type Exchange, startExchange } from "../../http/exchange.ts";
import { handshakeUrl, isWebSocket, targetOf } from "../../http/request/http-url.ts";
import { privateProblem, RedirectTrail } from "../../http/request/redirect.ts";
import { mayBePrivate } from "../../http/request/redirect-policy.ts";
import { madeBody } from "../../http/request/request-body.ts";
import { madeHeaders } from "../../http/request/request-headers.ts";
import { madeUrl, type PlannedRequest } from "../../http/request/request-plan.ts";
import { connectionTo } from "../../http/transport/connection-to.ts";
import type { OwnConnection } from "../../http/transport/own-connection.ts";
import { PrivateAddressError } from "../../http/transport/public-lookup.ts";
import type { ConnectDeadline } from "../../timeouts/connect-deadline.ts";
import { loadWebSocket } from "../../websocket/late-websocket.ts";
import type { OpenSocket, SocketOpening } from "../../websocket/socket-opening.ts";
import type { ConnectRequest } from "./connect-request.ts";

/** A request that was answered. */
export interface Hop {
  readonly request: PlannedRequest;
  readonly answer: Answer;
  /** The WebSocket that the answer opens; undefined when it does not. */
  readonly webSocket: OpenSocket | undefined;
}

/** The requests of one connection, one after the other: each redirect lets go of the one before. */
export class Hops {
  private readonly options: ConnectRequest;
  private readonly deadline: ConnectDeadline;
  private own: OwnConnection | undefined;
  private exchange: Exchange | undefined;
  private socket: SocketOpening | undefined;
  /** The body that was sent last, unless it was made in pieces. */
  private body: string | Uint8Array | undefined;

  constructor(options: ConnectRequest, deadline: ConnectDeadline) {
    this.options = options;
    this.deadline = deadline;
  }

  /** The first answer that is no redirect. */
  async follow(): Promise<Hop> {
    const { url, query, method, headers, defaultHeaders, body, redirects, endSignals } = this.options;
    const asked = await this.deadline.unlessGivenUp(madeUrl(url, query));
    const made = madeHeaders(headers, defaultHeaders);
    let request: PlannedRequest = {
      url: asked,
      method,
      headers: await this.deadline.unlessGivenUp(made),
      sendsBody: body !== undefined,
    };
    const trail = new RedirectTrail(redirects, request, defaultHeaders);
    let from: RedirectOrigin | undefined;
    for (let count = 0; ; count++) {
      const answer = await this.send(request, count).catch(redirectFault(request.url, from));
      const hop = { request: { ...request, said: this.said }, answer, webSocket: this.socket?.opened };
      if (matchStatus(endSignals, answer.status) !== undefined) return hop;
      const next = trail.next(request, answer.status, answer.headers.location);
      if (next === undefined) return hop;
      await this.release(new Error("redirected"));
      from = { target: targetOf(request.url), status: answer.status };
      request = next;
    }
  }

  async release(reason: Error): Promise<void> {
    this.exchange?.abandon(reason);
    await this.own?.destroy(reason);
  }

  private get said(): (string | Uint8Array)[] {
    const messages = this.options.webSocket?.messages ?? [];
    return [...(this.body === undefined ? [] : [this.body]), ...messages];
  }

  private async send(request: PlannedRequest, redirects: number): Promise<Answer> {
    const { options, deadline } = this;
    const { cookies, transport } = options;
    const target = targetOf(request.url);
    deadline.connecting();
    const body = request.sendsBody ? await deadline.unlessGivenUp(madeBody(options.body)) : undefined;
    if (typeof body === "string" || body instanceof Uint8Array) this.body = body;
    publish("request", () => ({ target, method: request.method, redirects }));
    const cookieUrl = handshakeUrl(request.url);
    const headers = cookies?.addedTo({ ...request, url: cookieUrl }) ?? request.headers;
    const socket = await deadline.unlessGivenUp(this.socketTo(target));
    this.socket = socket;
    const dispatcher = await deadline.unlessGivenUp(this.connectionTo(request.url));
    this.exchange = startExchange(
      { ...request, headers: { ...headers, ...socket?.headers } },
      {
        body,
        dispatcher,
        maxHeaderBytes: transport.maxHeaderBytes,
        onRequested: () => deadline.requested(),
        upgrade: socket && ((duplex, answered) => socket.open(duplex, answered)),
        socketFault: this.socketFault,
      },
    );
    const answer = await deadline.unlessGivenUp(this.exchange.answer);
    cookies?.store(cookieUrl, answer.headers["set-cookie"]);
    publish("response", () => ({
      target,
      status: answer.status,
      contentType: single(answer.headers["content-type"]),
      codings: single(answer.headers["content-encoding"]),
    }));
    return answer;
  }

  private readonly socketFault = (): Error | undefined => this.own?.fault();

  private async socketTo(target: string): Promise<SocketOpening | undefined> {
    const { webSocket } = this.options;
    if (webSocket === undefined) return undefined;
    const { SocketOpening } = await loadWebSocket();
    return new SocketOpening(webSocket, target, this.socketFault);
  }

  private async connectionTo(url: URL): Promise<Dispatcher> {
    const { dispatcher, transport, redirects, url: first } = this.options;
    if (dispatcher !== undefined) return dispatcher;
    const { cert, key, passphrase, servername, ...trust } = transport.tls;
    const tls = url.origin === first.origin ? transport.tls : trust;
    const allowPrivate = mayBePrivate(url, first, redirects);
    const tunnels = isWebSocket(url);
    const settings = { transport: { ...transport, tls }, allowPrivate, tunnels };
    this.own = await connectionTo(handshakeUrl(url), settings);
    return this.own.dispatcher;
  }
}

/** What led to a request. */
interface RedirectOrigin {
  readonly target: string;
  readonly status: number;
}

/** Rethrows what a request failed by: a name that resolves to a private address is a redirect that is not followed. */
function redirectFault(url: URL, from: RedirectOrigin | undefined): (error: unknown) => never {
  return (error) => {
    const isPrivate = error instanceof StreamConnectError && error.cause instanceof PrivateAddressError;
    if (!isPrivate || from === undefined) throw error;
    throw new StreamRedirectError(from.target, from.status, privateProblem(url));
  };
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(", ") : value;
}
