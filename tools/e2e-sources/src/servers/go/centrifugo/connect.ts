import type { SourceDefinition } from "@unbounded-streams/connection-manager/source-definition";

export const CHANNEL = "news";

/** Of tokens of the example, which open nothing. */
export const TOKEN_KEY = "a-key-of-the-example";

/** Who connects, and to which channels: `{"sub":"relay","subs":{"news":{}}}`. */
const TOKEN =
  "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiJyZWxheSIsInN1YnMiOnsibmV3cyI6e319fQ.2wJE9kiikhP8Q1DSRowXCAJU77S-oSm0hARWKVu869c";

/** The first thing that Centrifugo is told, by whatever transport. */
export const CONNECT = { token: TOKEN, subs: { [CHANNEL]: { recover: true } } };

/**
 * Centrifugo's unidirectional transports are one protocol. It begins with a greeting, `connect`, which has what was missed, in an array; what is
 * published then comes one by one, and `{}` now and then. So events are cut out of both, and are the same bytes in either.
 *
 * A channel goes on after an offset within an epoch: the offset is each event's, the epoch the greeting's. Where the history is no longer there, or
 * another one, the greeting says `was_recovering` without `recovered`: the stream begins anew with the history that there is. What refuses the token
 * is a 500.
 */
export const READING = {
  eventId: {
    epoch: [`record:/connect/subs/${CHANNEL}/epoch`, `/connect/subs/${CHANNEL}/epoch`],
    offset: ["/offset", `/connect/subs/${CHANNEL}/offset`],
  },
  controlFrames: [
    { text: "{}", action: "ignore" },
    { pointer: `/connect/subs/${CHANNEL}/recovered`, value: true, action: "cursor" },
    { pointer: `/connect/subs/${CHANNEL}/was_recovering`, value: true, action: "restart" },
    { pointer: "/connect", action: "cursor" },
    { pointer: "/disconnect", action: "failure" },
  ],
} satisfies SourceDefinition;

/** Where events stand in records. */
export const PLACES = `/connect/subs/${CHANNEL}/publications,/pub`;
