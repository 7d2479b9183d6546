/** What an event or an execution's input is for: a stream or a carrier. */
type Named = {
  readonly carrier?: unknown;
  readonly streamId?: unknown;
  readonly pathParameters?: { readonly streamId?: unknown } | null;
};

/**
 * The id of the stream or carrier that an event of the function or the input of an execution names; undefined for one that names
 * none, such as an event of EventBridge.
 */
export function subjectOf(event: unknown): string | undefined {
  const { carrier, pathParameters, streamId } = (event ?? {}) as Named;
  const named = carrier ?? pathParameters?.streamId ?? streamId;
  return typeof named === "string" ? named : undefined;
}
