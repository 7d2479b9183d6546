import { createEnrichment } from "@unbounded-streams/event-sink/consume";
import { eventsLayout } from "./events-layout.ts";

/** The enrichment of a pipe. Its environment says what the pipe's target takes at once. */
const { MAX_MESSAGES, MAX_MESSAGE_BYTES, MAX_BYTES } = process.env;

export const handler = createEnrichment({
  ...eventsLayout(process.env),
  maxMessages: Number(MAX_MESSAGES),
  maxMessageBytes: Number(MAX_MESSAGE_BYTES),
  maxBytes: Number(MAX_BYTES),
});
