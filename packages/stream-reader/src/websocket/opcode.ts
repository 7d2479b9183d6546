/** What a WebSocket frame is (RFC 6455, 5.2). */
export const OPCODE = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

/** Whether a frame is about the connection, and no part of a message. */
export function isControl(opcode: number): boolean {
  return opcode >= OPCODE.close;
}

/** Most bytes that the payload of a control frame may have (RFC 6455, 5.5). */
export const MAX_CONTROL_BYTES = 125;
