import { StreamOptionError } from "../errors/caller-errors.ts";

/** Bytes that come in pieces: the body of a `fetch`, a Node stream without an encoding, an array of chunks. */
export type ByteSource = ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Text in place of bytes would be cut at the wrong places: a stream with an encoding gives it. */
export function bytesOf(chunk: Uint8Array): Uint8Array {
  if (ArrayBuffer.isView(chunk)) return chunk;
  throw new StreamOptionError(
    `a piece of the source is ${typeof chunk}, not bytes: give a Uint8Array, and a Node stream without setEncoding`,
  );
}

/** Not every runtime can iterate its streams. */
export function iterable(source: ByteSource): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  if (Symbol.asyncIterator in source || Symbol.iterator in source) return source;
  return chunksOf(source);
}

async function* chunksOf(stream: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array, void, void> {
  const reader = stream.getReader();
  let isOver = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      isOver = done;
      if (done) return;
      yield value;
    }
  } catch (error) {
    isOver = true;
    throw error;
  } finally {
    if (!isOver) await reader.cancel();
    reader.releaseLock();
  }
}
