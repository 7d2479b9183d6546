import { matchStatus } from "../../end-signals/match-status.ts";
import { targetOf } from "../../http/request/http-url.ts";
import { assertContentType } from "../../http/response/content-type.ts";
import { decodedBody } from "../../http/response/decoded-body.ts";
import { ConnectDeadline } from "../../timeouts/connect-deadline.ts";
import type { ConnectRequest } from "./connect-request.ts";
import type { Connected, StreamResponse } from "./connected.ts";
import { type Hop, Hops } from "./hops.ts";
import { refusalOf } from "./refusal.ts";

/**
 * Makes the headers and the request, follows redirects, and waits for the response's headers: all within
 * `connectTimeoutMs`.
 *
 * @param signal gives up: that surfaces as a StreamConnectError
 * @throws StreamError: its code says why there is no stream; the socket is freed then
 */
export async function connect(request: ConnectRequest, signal: AbortSignal): Promise<Connected> {
  const { url, clock, connectTimeoutMs: timeoutMs } = request;
  const deadline = new ConnectDeadline({ target: targetOf(url), timeoutMs, clock, signal });
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
  { request, answer }: Hop,
  hops: Hops,
  { endSignals, contentTypes, maxExpansionRatio, clock }: ConnectRequest,
): Promise<Connected> {
  const { status, headers, body: raw } = answer;
  const decoding = { maxExpansionRatio, target: targetOf(request.url) };
  const ended = matchStatus(endSignals, status);
  const response: StreamResponse = { status, headers, url: request.url.href, ended };
  const release = () => hops.release(new Error("the connection was given up"));
  if (ended !== undefined) return { response, raw, body: raw, release };
  if (status < 200 || status > 299) throw await refusalOf(answer, decoding, clock);
  assertContentType(headers["content-type"], contentTypes, decoding.target);
  const decoded = decodedBody(raw, headers["content-encoding"], decoding);
  if (decoded === undefined) return { response, raw, body: raw, release };
  return {
    response,
    raw,
    body: decoded,
    async release() {
      await release();
      decoded.dispose();
    },
  };
}
