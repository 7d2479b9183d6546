/** Where a connection says what it does. A Powertools `Logger` is one. */
export interface ConnectionLog {
  debug(message: string, fields: Record<string, unknown>): void;
  info(message: string, fields: Record<string, unknown>): void;
  warn(message: string, fields: Record<string, unknown>): void;
}
