import { StreamContentTypeError, StreamRefusedError } from "../../errors/response-errors.ts";
import { StreamError } from "../../errors/stream-error.ts";
import type { Answer } from "../../http/exchange.ts";
import { excerptOf } from "../../http/response/body-excerpt.ts";
import { expectationOf, type TypeRule } from "../../http/response/content-type.ts";
import { type DecodedBody, type DecodingOptions, decodedBody } from "../../http/response/decoded-body.ts";
import { parseRetryAfter } from "../../http/response/retry-after.ts";
import { shownExcerpt } from "../../http/response/shown-excerpt.ts";
import { BODY_EXCERPT_MORE_MS, BODY_EXCERPT_TIMEOUT_MS } from "../../limits.ts";
import type { Clock } from "../../system.ts";
import type { Hop } from "./hops.ts";

/** The error that stands for an answer that is no stream, with the beginning of what it says. */
export async function refusalOf(
  answer: Answer,
  decoding: DecodingOptions,
  clock: Clock,
): Promise<StreamRefusedError> {
  const { status, headers } = answer;
  const bodyExcerpt = await excerptInTime(answer, decoding, clock);
  const retryAfterMs = parseRetryAfter(headers["retry-after"], clock.now());
  return new StreamRefusedError(decoding.target, { status, bodyExcerpt, retryAfterMs });
}

/** The error that stands for an answer of another media type, with the beginning of its body. */
export async function wrongTypeOf(
  { request, answer }: Hop,
  rule: TypeRule,
  decoding: DecodingOptions,
  clock: Clock,
): Promise<StreamContentTypeError> {
  const bodyExcerpt = await excerptInTime(answer, decoding, clock);
  const contentType = [answer.headers["content-type"]].flat().at(-1);
  const shown = shownExcerpt(bodyExcerpt, request);
  return new StreamContentTypeError(
    decoding.target,
    { contentType, bodyExcerpt, shown },
    expectationOf(rule, contentType),
  );
}

async function excerptInTime(answer: Answer, decoding: DecodingOptions, clock: Clock): Promise<string> {
  const tooSlow = new Error("the body of the refusal came too slowly");
  const giveUp = () => answer.body.destroy(tooSlow);
  let stopTimer = clock.startTimer(giveUp, BODY_EXCERPT_TIMEOUT_MS);
  const bodyExcerpt = await readableExcerpt(answer, decoding, () => {
    stopTimer();
    stopTimer = clock.startTimer(giveUp, BODY_EXCERPT_MORE_MS);
  });
  stopTimer();
  return bodyExcerpt;
}

/** Empty when the body cannot be decoded: that there is no stream counts, not how it is said. */
async function readableExcerpt(
  { headers, body }: Answer,
  decoding: DecodingOptions,
  onBytes: () => void,
): Promise<string> {
  let decoded: DecodedBody | undefined;
  try {
    decoded = decodedBody(body, headers["content-encoding"], decoding);
    return await excerptOf(decoded ?? body, onBytes);
  } catch (error) {
    if (error instanceof StreamError) return "";
    throw error;
  } finally {
    decoded?.dispose();
  }
}
