import type { Seat, SeatEnd } from "@unbounded-streams/stream-fleet";
import { runConnection } from "../connection/run-connection.ts";
import type { RunConnectionOptions, SteeredConnection } from "../connection/run-options.ts";
import { ConfigurationError, StreamIdError } from "../errors.ts";

/**
 * Holds a stream for a carrier. It gives the seat at once, and never throws: what goes wrong, also with the options, is the
 * seat's end and nobody else's.
 */
export function startSeat(optionsOf: () => RunConnectionOptions): Seat {
  const { promise: up, resolve: isUp } = Promise.withResolvers<void>();
  let connection: SteeredConnection | undefined;
  const attach = (attached: SteeredConnection) => {
    connection = attached;
    void attached.up.then(isUp);
  };
  return {
    up,
    over: endOf(async () => runConnection({ ...optionsOf(), attach })).finally(isUp),
    get received() {
      return connection?.received ?? 0;
    },
    check: () => connection?.check(),
    watch: () => connection?.watch(),
    leave: () => connection?.leave(),
  };
}

async function endOf(run: () => ReturnType<typeof runConnection>): Promise<SeatEnd> {
  try {
    const { report } = await run();
    return { outcome: report.outcome };
  } catch (failure) {
    const error = failure instanceof Error ? failure : new Error(String(failure));
    return { error, isFinal: error instanceof ConfigurationError || error instanceof StreamIdError };
  }
}
