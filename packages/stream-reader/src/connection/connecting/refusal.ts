import { StreamRefusedError } from "../../errors/response-errors.ts";
import { StreamError } from "../../errors/stream-error.ts";
import type { Answer } from "../../http/exchange.ts";
import { excerptOf } from "../../http/response/body-excerpt.ts";
import { type DecodedBody, type DecodingOptions, decodedBody } from "../../http/response/decoded-body.ts";
import { parseRetryAfter } from "../../http/response/retry-after.ts";
import { BODY_EXCERPT_TIMEOUT_MS } from "../../limits.ts";
import type { Clock } from "../../system.ts";

/** The error that stands for an answer that is no stream, with the beginning of what it says. */
export async function refusalOf(
  answer: Answer,
  decoding: DecodingOptions,
  clock: Clock,
): Promise<StreamRefusedError> {
  const { status, headers, body: raw } = answer;
  const tooSlow = new Error("the body of the refusal came too slowly");
  const stopTimer = clock.startTimer(() => raw.destroy(tooSlow), BODY_EXCERPT_TIMEOUT_MS);
  const bodyExcerpt = await readableExcerpt(answer, decoding);
  stopTimer();
  const retryAfterMs = parseRetryAfter(headers["retry-after"], clock.now());
  return new StreamRefusedError(decoding.target, { status, bodyExcerpt, retryAfterMs });
}

/** Empty when the body cannot be decoded: that there is no stream counts, not how it is said. */
async function readableExcerpt({ headers, body }: Answer, decoding: DecodingOptions): Promise<string> {
  let decoded: DecodedBody | undefined;
  try {
    decoded = decodedBody(body, headers["content-encoding"], decoding);
    return await excerptOf(decoded ?? body);
  } catch (error) {
    if (error instanceof StreamError) return "";
    throw error;
  } finally {
    decoded?.dispose();
  }
}
