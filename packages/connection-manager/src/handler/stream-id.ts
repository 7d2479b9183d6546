import { StreamIdError } from "../errors.ts";
import { asRecord } from "../json.ts";

const STREAM_ID = /^[A-Za-z0-9][A-Za-z0-9._:@~+=,-]{0,127}$/;
const EXCERPT_CHARS = 40;

/** What a stream id may be, in words. */
export const STREAM_ID_RULE =
  "1 to 128 letters, digits and . _ : @ ~ + = , - of which the first is a letter or digit";

/**
 * @returns the id
 * @throws StreamIdError when it is not a string of {@link STREAM_ID_RULE}
 */
export function checkedStreamId(value: unknown): string {
  if (typeof value === "string" && STREAM_ID.test(value)) return value;
  const shown = typeof value === "string" ? shownId(value) : `of type ${typeof value}`;
  throw new StreamIdError(`the stream id ${shown} is not allowed: it must be ${STREAM_ID_RULE}`);
}

/** An id as a message shows it. */
export function shownId(streamId: string): string {
  return JSON.stringify(streamId.slice(0, EXCERPT_CHARS));
}

/**
 * The stream that an invocation is for: `pathParameters.streamId` (API Gateway's proxy event), `path.streamId` or
 * `streamId`, the first that is there.
 *
 * @throws StreamIdError when none is, or it is not allowed
 */
export function streamIdOf(event: unknown): string {
  const root = asRecord(event);
  const holders = [asRecord(root?.pathParameters), asRecord(root?.path), root];
  const holder = holders.find((candidate) => candidate?.streamId !== undefined);
  if (holder === undefined) {
    throw new StreamIdError(
      "the event names no stream: put its id into pathParameters.streamId, path.streamId or streamId",
    );
  }
  return checkedStreamId(holder.streamId);
}
