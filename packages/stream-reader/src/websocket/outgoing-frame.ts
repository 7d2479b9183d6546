/** First byte of a frame that is whole. */
const FIN = 0x80;
/** Second byte of a frame that is masked, as a client's must be. */
const MASKED = 0x80;
const KEY_BYTES = 4;
const LENGTH_16 = 126;
const LENGTH_64 = 127;
const MAX_16 = 0xffff;

/**
 * A frame as a client sends it (RFC 6455, 5.2).
 *
 * @param key four bytes that nobody can guess, for this frame alone
 */
export function maskedFrame(opcode: number, payload: Uint8Array, key: Uint8Array): Uint8Array {
  const { length } = payload;
  const lengthBytes = length < LENGTH_16 ? 0 : length <= MAX_16 ? 2 : 8;
  const headBytes = 2 + lengthBytes + KEY_BYTES;
  const frame = new Uint8Array(headBytes + length);
  const view = new DataView(frame.buffer);
  frame[0] = FIN | opcode;
  frame[1] = MASKED | (lengthBytes === 0 ? length : lengthBytes === 2 ? LENGTH_16 : LENGTH_64);
  if (lengthBytes === 2) view.setUint16(2, length);
  if (lengthBytes === 8) view.setBigUint64(2, BigInt(length));
  frame.set(key.subarray(0, KEY_BYTES), headBytes - KEY_BYTES);
  for (let index = 0; index < length; index++) {
    frame[headBytes + index] = (payload[index] ?? 0) ^ (key[index % KEY_BYTES] ?? 0);
  }
  return frame;
}
