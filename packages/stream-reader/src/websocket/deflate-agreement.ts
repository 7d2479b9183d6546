/** What is offered of per-message deflate (RFC 7692): nothing here is compressed, so no parameter is needed. */
export const DEFLATE_OFFER = "permessage-deflate";

/** How a server compresses its messages. */
export interface DeflateAgreement {
  /** Whether a message may refer to those before it. */
  readonly keepsContext: boolean;
}

/**
 * Reads the `Sec-WebSocket-Extensions` that answers {@link DEFLATE_OFFER}; undefined when none is in use.
 *
 * @throws Error when it agrees to what was not offered (RFC 7692, 7.1)
 */
export function deflateAgreement(header: string | undefined): DeflateAgreement | undefined {
  if (header === undefined || header.trim() === "") return undefined;
  const [name, ...parameters] = header.split(";").map((part) => part.trim().toLowerCase());
  const isAgreed = name === DEFLATE_OFFER && parameters.every(isKnown) && isUnique(parameters);
  if (!isAgreed) {
    throw new Error(
      `it agrees to the extensions ${JSON.stringify(header.slice(0, 100))}, which were not offered`,
    );
  }
  return { keepsContext: !parameters.includes("server_no_context_takeover") };
}

/** What a server may say of itself; windows smaller than the largest need nothing here. */
function isKnown(parameter: string): boolean {
  return (
    /^(server|client)_no_context_takeover$/.test(parameter) ||
    /^server_max_window_bits\s*=\s*"?([89]|1[0-5])"?$/.test(parameter)
  );
}

function isUnique(parameters: readonly string[]): boolean {
  const names = parameters.map((parameter) => parameter.split("=")[0]?.trim());
  return new Set(names).size === names.length;
}
