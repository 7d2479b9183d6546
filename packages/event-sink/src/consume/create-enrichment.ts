import { type OptionNames, unknownOptions } from "@unbounded-streams/option-names";
import { InvalidOptionsError } from "../errors.ts";
import { layoutIssues } from "../options/layout-issues.ts";
import { LAYOUT_OPTIONS } from "../options/sink-option-names.ts";
import { type TableLayoutOptions, tableLayout } from "../records/table-layout.ts";
import { TooMuchForTargetError } from "./errors.ts";
import { type ConsumedEvent, eventsOfRecords } from "./events-of-records.ts";
import type { StreamRecord, StreamRecords } from "./stream-record.ts";

/** An event in a message. Its data are text, or base64 where they are not UTF-8. */
export interface PipedEvent {
  readonly key: string;
  readonly data?: string;
  readonly dataBase64?: string;
  /** The data did not fit into a message: so many bytes were left out, which are in the table under `key`, or in the segment that has it. */
  readonly omittedBytes?: number;
  readonly id?: string;
  readonly type?: string;
  /** Epoch milliseconds. */
  readonly receivedAtMs?: number;
}

/** What a pipe hands to its target: events of one stream, in the order in which they were added. */
export interface EventsMessage {
  readonly streamId: string;
  /** Never empty. */
  readonly events: readonly PipedEvent[];
}

/** What the pipe's target takes at once. Bytes are those of UTF-8 JSON. */
export interface EnrichmentOptions extends TableLayoutOptions {
  /** Messages in one answer: a pipe does not hand over more than its target's batch, 10 of an event bus or a queue, 500 of a Kinesis stream. */
  readonly maxMessages: number;
  /** Bytes of one message. */
  readonly maxMessageBytes: number;
  /** Bytes of all messages together, at most the 6 MB that a function may answer. */
  readonly maxBytes: number;
}

const ENRICHMENT_OPTIONS: OptionNames<EnrichmentOptions> = {
  ...LAYOUT_OPTIONS,
  maxMessages: true,
  maxMessageBytes: true,
  maxBytes: true,
};

/** The handler of a pipe's enrichment. */
export type Enrichment = (delivery: StreamRecords | readonly StreamRecord[]) => Promise<EventsMessage[]>;

/** What Lambda answers at most. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MAX_ANSWER_BYTES = 6 * 1024 * 1024;

/** What stands around the events of a message, without the stream's id: `{"streamId":,"events":[]}`, and a comma. */
const ENVELOPE_BYTES = 26;

/**
 * Makes the Lambda handler for the enrichment of an EventBridge pipe that reads a table's stream: it takes the events out of the
 * records, unpacked, decompressed, each once within a delivery, and hands them on in as few messages as hold them.
 *
 * What is more than the target takes at once is refused, so that the pipe delivers it again in halves: it must have
 * `OnPartialBatchItemFailure: AUTOMATIC_BISECT`. Of one record alone it leaves out the data of the largest events until it fits, as
 * `omittedBytes` says.
 *
 * @throws {InvalidOptionsError} when an option is not usable
 */
export function createEnrichment(options: EnrichmentOptions): Enrichment {
  requireUsable(options);
  return async (delivery) => {
    const { events, unreadable } = eventsOfRecords(delivery, options);
    if (unreadable !== undefined) throw unreadable.cause;
    const piped = events.map((event) => fitted(pipedEvent(event), event, options));
    const messages = messagesOf(piped, options);
    if (fits(messages, options)) return messages.map(({ message }) => message);
    const isOneRecord = new Set(events.map(({ sequenceNumber }) => sequenceNumber)).size === 1;
    const lighter = isOneRecord ? lightened(piped, options) : messages;
    if (fits(lighter, options)) return lighter.map(({ message }) => message);
    throw new TooMuchForTargetError(events.length, options);
  };
}

function requireUsable(options: EnrichmentOptions): void {
  const { maxMessages, maxMessageBytes, maxBytes } = options;
  const issues = unknownOptions(options, ENRICHMENT_OPTIONS);
  const sizes = Object.entries({ maxMessages, maxMessageBytes, maxBytes })
    .filter(([, given]) => !(Number.isSafeInteger(given) && given >= 1 && given <= MAX_ANSWER_BYTES))
    .map(([name, given]) => `${name} is ${given}: give a whole number, 1 to ${MAX_ANSWER_BYTES}`);
  issues.push(...sizes, ...layoutIssues(tableLayout(options)));
  if (issues.length > 0) throw new InvalidOptionsError(issues, "createEnrichment");
}

/** An event with what it takes in a message. */
interface Sized {
  readonly streamId: string;
  readonly event: PipedEvent;
  readonly bytes: number;
  /** Of the data as they are in the table; undefined once they are left out. */
  readonly dataBytes: number | undefined;
}

function pipedEvent({ key, data, id, type, receivedAtMs }: ConsumedEvent): PipedEvent {
  return {
    key,
    ...(typeof data === "string" ? { data } : { dataBase64: Buffer.from(data).toString("base64") }),
    ...(id !== undefined && { id }),
    ...(type !== undefined && { type }),
    ...(receivedAtMs !== undefined && { receivedAtMs }),
  };
}

function fitted(event: PipedEvent, { streamId, data }: ConsumedEvent, limits: EnrichmentOptions): Sized {
  const sized = { streamId, event, bytes: jsonBytes(event), dataBytes: Buffer.byteLength(data) };
  return envelopeBytes(streamId) + sized.bytes <= limits.maxMessageBytes ? sized : withoutData(sized);
}

function withoutData({ streamId, event, dataBytes }: Sized): Sized {
  const { data: _, dataBase64: __, ...rest } = event;
  const light = { ...rest, omittedBytes: dataBytes ?? 0 };
  return { streamId, event: light, bytes: jsonBytes(light), dataBytes: undefined };
}

/** Messages of the same events, of which the largest have no data, as few as it takes. */
function lightened(events: readonly Sized[], limits: EnrichmentOptions): OpenMessage[] {
  const lighter = [...events];
  const largestFirst = events
    .map((_, index) => index)
    .sort((a, b) => bytesAt(events, b) - bytesAt(events, a));
  for (const index of largestFirst) {
    const event = lighter[index];
    if (event?.dataBytes === undefined) continue;
    lighter[index] = withoutData(event);
    const messages = messagesOf(lighter, limits);
    if (fits(messages, limits)) return messages;
  }
  return messagesOf(lighter, limits);
}

function bytesAt(events: readonly Sized[], index: number): number {
  return events[index]?.bytes ?? 0;
}

interface OpenMessage {
  readonly message: { readonly streamId: string; readonly events: PipedEvent[] };
  bytes: number;
}

/** Each message is filled before the next of its stream is begun, so that order is kept. */
function messagesOf(events: readonly Sized[], { maxMessageBytes }: EnrichmentOptions): OpenMessage[] {
  const messages: OpenMessage[] = [];
  const open = new Map<string, OpenMessage>();
  for (const { streamId, event, bytes } of events) {
    let last = open.get(streamId);
    if (last === undefined || last.bytes + 1 + bytes > maxMessageBytes) {
      last = { message: { streamId, events: [] }, bytes: envelopeBytes(streamId) - 1 };
      messages.push(last);
      open.set(streamId, last);
    }
    last.message.events.push(event);
    last.bytes += bytes + 1;
  }
  return messages;
}

function fits(
  messages: readonly OpenMessage[],
  { maxMessages, maxMessageBytes, maxBytes }: EnrichmentOptions,
) {
  let all = 0;
  for (const { bytes } of messages) all += bytes;
  return (
    messages.length <= maxMessages &&
    all <= maxBytes &&
    messages.every(({ bytes }) => bytes <= maxMessageBytes)
  );
}

function envelopeBytes(streamId: string): number {
  return ENVELOPE_BYTES + jsonBytes(streamId);
}

function jsonBytes(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}
