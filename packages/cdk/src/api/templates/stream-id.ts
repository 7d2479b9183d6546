import { LEASE_ATTRIBUTES } from "@unbounded-streams/stream-lease/attributes";
import type { Failure } from "./failure.ts";

/*
 * API Gateway can neither check a path parameter against a pattern nor answer from a request template. So a template checks the
 * id, all of it (Java's `matches`), and makes what it refuses into a call that the service is sure to refuse, with nothing of the
 * id in it; the template for the service's refusal tells the caller why. An id that passes has no character to which JSON or VTL
 * gives a meaning.
 */

/** The rule of `connection-manager` for ids. */
const STREAM_ID_PATTERN = "[A-Za-z0-9][A-Za-z0-9._:@~+=,-]{0,127}";

/** An id as it may stand in a path: each of its 128 characters as it is or percent-encoded. What is encoded otherwise cannot be decoded. */
const ENCODED_PATTERN = "(?:[A-Za-z0-9._:@~+=,-]|%[0-9A-Fa-f]{2}){1,128}";

/**
 * Sets `$id` to the id in the request's path, or to nothing. A REST API leaves path parameters percent-encoded; `urlDecode` takes `+`
 * for a space, as in a form, which it is not in a path.
 */
export const SET_ID = `#set($encoded = "$!input.params().path.get('streamId')")
#set($id = '')
#if($encoded.matches('${ENCODED_PATTERN}'))
#set($id = $util.urlDecode($encoded.replaceAll('[+]', '%2B')))
#end`;

/** Whether `$id` may go into a call. */
export const ID_IS_GOOD = `$id.matches('${STREAM_ID_PATTERN}')`;

/** The key of the lease of `$id`. */
export const KEY = `{"${LEASE_ATTRIBUTES.streamId}": {"S": "\${id}"}}`;

/** DynamoDB answers a key without attributes with a ValidationException. No call with a good key gets that. */
export const REFUSED_KEY = "{}";

/** What an id that is not good is answered with. */
export const STREAM_ID_INVALID: Failure = {
  status: 400,
  code: "STREAM_ID_INVALID",
  message:
    "the stream id is not allowed: it must be 1 to 128 letters, digits and . _ : @ ~ + = , - of which the first is a letter or digit",
};
