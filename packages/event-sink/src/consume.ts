export {
  type BatchResponse,
  type Consumer,
  type ConsumerOptions,
  createConsumer,
  type PartialFailure,
} from "./consume/create-consumer.ts";
export { EventsNotTakenError, MissingImageError } from "./consume/errors.ts";
export { type ConsumedEvent, eventsOfRecords, type UnpackedRecords } from "./consume/events-of-records.ts";
export type { StreamRecord, StreamRecords } from "./consume/stream-record.ts";
