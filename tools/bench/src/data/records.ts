/** How records are sent; `messages` are those of a WebSocket, as a server frames them. */
export type WireFormat = "ndjson" | "sse" | "messages";

/** A stretch of a stream: whole records, again and again the same. */
export interface RecordBlock {
  /** As they are sent, separators included. */
  readonly bytes: Buffer;
  readonly records: number;
  /** Of the payloads: without line ends, field names and ids. */
  readonly payloadBytes: number;
}

/** What a block is made of. */
export interface BlockOptions {
  format: WireFormat;
  /** Of a record as sent, on average; single ones differ by up to an eighth, so that none lies on a border. */
  recordBytes: number;
  blockBytes: number;
}

/** The usual block; 50 of it are the 210 MB of one repetition. */
export const BLOCK_BYTES = 4 * 1024 * 1024;

const WORDS = "stream event relay source table frame lease bytes record handover checkpoint".split(" ");

/**
 * Records of JSON in ASCII (so that characters and bytes count the same), the same ones for the same options.
 */
export function recordBlock({ format, recordBytes, blockBytes }: BlockOptions): RecordBlock {
  const parts: string[] = [];
  let length = 0;
  let payloadBytes = 0;
  for (let id = 0; length < blockBytes; id += 1) {
    const wanted = Math.round(recordBytes * (0.875 + (spread(id) % 251) / 1000));
    const [head, tail] = aroundPayload(format, id, wanted);
    const payload = jsonOf(id, wanted - head.length - tail.length);
    const sentHead = format === "messages" ? messageHead(payload.length) : head;
    parts.push(sentHead, payload, tail);
    length += sentHead.length + payload.length + tail.length;
    payloadBytes += payload.length;
  }
  return { bytes: Buffer.from(parts.join(""), "latin1"), records: parts.length / 3, payloadBytes };
}

/** What stands before and after a payload, of which all together have so many bytes. */
function aroundPayload(
  format: WireFormat,
  id: number,
  wanted: number,
): readonly [head: string, tail: string] {
  if (format === "sse") return [`event: message\nid: ${id}\ndata: `, "\n\n"];
  return format === "ndjson" ? ["", "\n"] : [messageHead(wanted), ""];
}

/** The head of a text message of less than 64 KiB (RFC 6455, 5.2), a character for each byte. */
function messageHead(length: number): string {
  const bytes = length < 126 ? [0x81, length] : [0x81, 126, length >> 8, length & 0xff];
  return String.fromCharCode(...bytes);
}

/** A JSON document of so many characters, or a few more when that is too few for its fields. */
export function jsonOf(id: number, length: number): string {
  const head = `{"id":${id},"kind":"edit","bot":${id % 2 === 0},"text":"`;
  let text = "";
  for (let word = spread(id); text.length < length; word = spread(word)) {
    text += `${WORDS[word % WORDS.length]} `;
  }
  return `${head}${text.slice(0, Math.max(length - head.length - 2, 1))}"}`;
}

/** Numbers that look random, without chance in them (a linear congruential generator's step). */
function spread(seed: number): number {
  return (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
}
