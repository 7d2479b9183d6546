import { InvalidRequestError, ResumeGoneError } from "./errors.ts";

/** Where a request asks to go on. */
export interface ResumeRequest {
  /** `Last-Event-ID` (WHATWG HTML, 9.2.4); it wins, because a client that reconnects repeats its URL. */
  readonly lastEventId: string | undefined;
  /** `?since=`: a sequence number. */
  readonly since: string | undefined;
}

/** What there is to go on from. */
export interface ResumeStore {
  readonly lastSeq: number;
  seqOf(id: string): number | undefined;
}

/**
 * Finds the event after which a connection goes on.
 *
 * @param window how many of the newest events can be resumed from; 0: all
 * @returns undefined when nothing was asked for
 * @throws InvalidRequestError when `since` is not a sequence number
 * @throws ResumeGoneError when the event is not in this run of the stream, or too old
 */
export function findResumePoint(
  request: ResumeRequest,
  store: ResumeStore,
  window: number,
): number | undefined {
  const seq = requestedSeq(request, store);
  if (seq === undefined) return undefined;
  if (seq > store.lastSeq) {
    throw new ResumeGoneError(`event ${seq} has not been made: the newest is ${store.lastSeq}`);
  }
  if (window > 0 && store.lastSeq - seq > window) {
    throw new ResumeGoneError(
      `what came after event ${seq} is gone: only the newest ${window} of ${store.lastSeq} are kept`,
    );
  }
  return seq;
}

function requestedSeq({ lastEventId, since }: ResumeRequest, store: ResumeStore): number | undefined {
  if (lastEventId !== undefined && lastEventId !== "") {
    const seq = store.seqOf(lastEventId);
    if (seq === undefined)
      throw new ResumeGoneError("the event that Last-Event-ID names is not of this stream's run");
    return seq;
  }
  if (since === undefined) return undefined;
  if (!/^\d{1,15}$/.test(since)) {
    throw new InvalidRequestError("since must be a sequence number: a whole number from 0");
  }
  return Number(since);
}
