import { namesStatus } from "../../control/control-matcher.ts";
import { matchStatus } from "../../end-signals/match-status.ts";
import { targetOf } from "../../http/request/http-url.ts";
import { isExpectedType } from "../../http/response/content-type.ts";
import { decodedBody } from "../../http/response/decoded-body.ts";
import { ConnectDeadline } from "../../timeouts/connect-deadline.ts";
import type { ConnectRequest } from "./connect-request.ts";
import type { Connected, StreamResponse } from "./connected.ts";
import { endOfRefusal } from "./controlled-refusal.ts";
import { type Hop, Hops } from "./hops.ts";
import { refusalOf, wrongTypeOf } from "./refusal.ts";

/**
 * Makes the headers and the request within `connectTimeoutMs`, follows redirects, and waits for the response's headers
 * within `headersTimeoutMs`.
 *
 * @param signal gives up: that surfaces as a StreamConnectError
 * @throws StreamError: its code says why there is no stream; the socket is freed then
 */
export async function connect(request: ConnectRequest, signal: AbortSignal): Promise<Connected> {
  const { url, clock, connectTimeoutMs, headersTimeoutMs } = request;
  const target = targetOf(url);
  const deadline = new ConnectDeadline({ target, connectTimeoutMs, headersTimeoutMs, clock, signal });
  const hops = new Hops(request, deadline);
  try {
    const hop = await hops.follow();
    deadline.met();
    return await connectedOf(hop, hops, request);
  } catch (error) {
    await hops.release(error as Error);
    throw error;
  } finally {
    deadline.release();
  }
}

/** @throws StreamError when the answer is no stream */
async function connectedOf(
  hop: Hop,
  hops: Hops,
  { endSignals, control, types, maxExpansionRatio, webSocket, clock }: ConnectRequest,
): Promise<Connected> {
  const { request, answer } = hop;
  const { status, headers, body: raw } = answer;
  const decoding = { maxExpansionRatio, target: targetOf(request.url) };
  const ended = matchStatus(endSignals, status);
  const response: StreamResponse = { status, headers, url: request.url.href, ended };
  const release = () => hops.release(new Error("the connection was given up"));
  const connected = { response, request, raw, release };
  if (hop.webSocket !== undefined) return { ...connected, body: raw, webSocket: hop.webSocket };
  const isNamed = namesStatus(control, status);
  if (ended !== undefined && !isNamed) return { ...connected, body: raw };
  if (isNamed || status < 200 || status > 299 || webSocket !== undefined) {
    const refusal = await refusalOf(answer, decoding, clock);
    const end = endOfRefusal(refusal, control, request) ?? ended;
    if (end === undefined) throw refusal;
    return { ...connected, response: { ...response, ended: end }, body: raw };
  }
  if (!isExpectedType(headers["content-type"], types)) throw await wrongTypeOf(hop, types, decoding, clock);
  const decoded = decodedBody(raw, headers["content-encoding"], decoding);
  if (decoded === undefined) return { ...connected, body: raw };
  return {
    ...connected,
    body: decoded,
    async release() {
      await release();
      decoded.dispose();
    },
  };
}
