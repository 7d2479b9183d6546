import type { Dispatcher } from "undici";
import { matchStatus } from "../../end-signals/match-status.ts";
import { publish } from "../../http/diagnostics.ts";
import { type Answer, type Exchange, startExchange } from "../../http/exchange.ts";
import { targetOf } from "../../http/request/http-url.ts";
import { RedirectTrail } from "../../http/request/redirect.ts";
import { madeBody } from "../../http/request/request-body.ts";
import { madeHeaders } from "../../http/request/request-headers.ts";
import type { PlannedRequest } from "../../http/request/request-plan.ts";
import { type OwnConnection, ownConnection } from "../../http/transport/own-connection.ts";
import type { ConnectDeadline } from "../../timeouts/connect-deadline.ts";
import type { ConnectRequest } from "./connect-request.ts";

/** A request that was answered. */
export interface Hop {
  readonly request: PlannedRequest;
  readonly answer: Answer;
}

/** The requests of one connection, one after the other: each redirect lets go of the one before. */
export class Hops {
  private readonly options: ConnectRequest;
  private readonly deadline: ConnectDeadline;
  private own: OwnConnection | undefined;
  private exchange: Exchange | undefined;

  constructor(options: ConnectRequest, deadline: ConnectDeadline) {
    this.options = options;
    this.deadline = deadline;
  }

  /** The first answer that is no redirect. */
  async follow(): Promise<Hop> {
    const { url, method, headers, defaultHeaders, body, redirects, endSignals } = this.options;
    const made = madeHeaders(headers, defaultHeaders);
    let request: PlannedRequest = {
      url,
      method,
      headers: await this.deadline.unlessGivenUp(made),
      sendsBody: body !== undefined,
    };
    const trail = new RedirectTrail(redirects, request);
    for (let count = 0; ; count++) {
      const answer = await this.send(request, count);
      if (matchStatus(endSignals, answer.status) !== undefined) return { request, answer };
      const next = trail.next(request, answer.status, answer.headers.location);
      if (next === undefined) return { request, answer };
      await this.release(new Error("redirected"));
      request = next;
    }
  }

  async release(reason: Error): Promise<void> {
    this.exchange?.abandon(reason);
    await this.own?.destroy(reason);
  }

  private async send(request: PlannedRequest, redirects: number): Promise<Answer> {
    const { options, deadline } = this;
    const body = request.sendsBody ? await deadline.unlessGivenUp(madeBody(options.body)) : undefined;
    publish("request", () => ({ target: targetOf(request.url), method: request.method, redirects }));
    this.exchange = startExchange(request, {
      body,
      dispatcher: options.dispatcher ?? this.connectionTo(request.url),
      maxHeaderBytes: options.transport.maxHeaderBytes,
    });
    const answer = await deadline.unlessGivenUp(this.exchange.answer);
    publish("response", () => ({
      target: targetOf(request.url),
      status: answer.status,
      contentType: single(answer.headers["content-type"]),
      codings: single(answer.headers["content-encoding"]),
    }));
    return answer;
  }

  private connectionTo(url: URL): Dispatcher {
    const { transport } = this.options;
    const { cert, key, passphrase, servername, ...trust } = transport.tls;
    const tls = url.origin === this.options.url.origin ? transport.tls : trust;
    this.own = ownConnection(url, { ...transport, tls });
    return this.own.dispatcher;
  }
}

function single(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value.join(", ") : value;
}
