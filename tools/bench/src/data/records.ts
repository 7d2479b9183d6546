/** How records are sent. */
export type WireFormat = "ndjson" | "sse";

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
    const [head, tail] = format === "sse" ? [`event: message\nid: ${id}\ndata: `, "\n\n"] : ["", "\n"];
    const wanted = Math.round(recordBytes * (0.875 + (spread(id) % 251) / 1000));
    const payload = jsonOf(id, wanted - head.length - tail.length);
    parts.push(head, payload, tail);
    length += head.length + payload.length + tail.length;
    payloadBytes += payload.length;
  }
  return { bytes: Buffer.from(parts.join(""), "latin1"), records: parts.length / 3, payloadBytes };
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
