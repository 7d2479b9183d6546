export {
  type BatchResponse,
  type Consumer,
  type ConsumerOptions,
  createConsumer,
  type PartialFailure,
} from "./consume/create-consumer.ts";
export {
  createEnrichment,
  type Enrichment,
  type EnrichmentOptions,
  type EventsMessage,
  type PipedEvent,
} from "./consume/create-enrichment.ts";
export { EventsNotTakenError, MissingImageError, TooMuchForTargetError } from "./consume/errors.ts";
export { type ConsumedEvent, eventsOfRecords, type UnpackedRecords } from "./consume/events-of-records.ts";
export type { StreamRecord, StreamRecords } from "./consume/stream-record.ts";
