/** What came is not WebSocket, as RFC 6455 has it. */
export class ProtocolViolation extends Error {
  override readonly name = "ProtocolViolation";
}
