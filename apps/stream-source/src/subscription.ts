import type { WebSocket } from "ws";
import type { Clock } from "./clock.ts";
import { InvalidRequestError, SubscriptionTimeoutError } from "./errors.ts";
import { SUBSCRIPTION_TIMEOUT_MS } from "./limits.ts";

/**
 * Waits for the first message, `{"since": 12}`: where the connection goes on. Not called when the peer leaves before that.
 *
 * @param onSubscribed gets a sequence number as text, undefined for none
 * @param onError gets an InvalidRequestError for another message, a SubscriptionTimeoutError when none comes for 10 s
 */
export function awaitSubscription(
  socket: WebSocket,
  clock: Clock,
  onSubscribed: (since: string | undefined) => void,
  onError: (error: unknown) => void,
): void {
  const cancel = clock.schedule(clock.now() + SUBSCRIPTION_TIMEOUT_MS, () =>
    onError(new SubscriptionTimeoutError()),
  );
  socket.once("close", cancel);
  socket.once("message", (data) => {
    cancel();
    try {
      onSubscribed(sinceOf(String(data)));
    } catch (error) {
      onError(error);
    }
  });
}

/** @throws InvalidRequestError */
function sinceOf(text: string): string | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    message = undefined;
  }
  if (typeof message !== "object" || message === null) {
    throw new InvalidRequestError('a subscription is a JSON object, such as {"since":12}');
  }
  const { since } = message as { since?: unknown };
  return since === undefined || since === null ? undefined : String(since);
}
