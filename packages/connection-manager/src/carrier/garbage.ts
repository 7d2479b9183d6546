/**
 * Has the process give back the memory that nothing in it needs any more, which takes some 50 ms of a whole processor. Resolves when that
 * is done; never rejects: a runtime that cannot be asked to collects when it will.
 */
export async function collectGarbage(): Promise<void> {
  try {
    const { Session } = await import("node:inspector/promises");
    const session = new Session();
    session.connect();
    try {
      await session.post("HeapProfiler.collectGarbage");
    } finally {
      session.disconnect();
    }
  } catch {
    return;
  }
}
