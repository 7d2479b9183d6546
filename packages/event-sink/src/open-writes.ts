/** The writes whose outcome is open, waiting ones included. */
export interface OpenWrites {
  /** Opens a write; call the result when its outcome is known. */
  begin(): () => void;
  /** Resolves when all writes that are open now have been settled; later ones are not waited for. */
  settled(): Promise<void>;
}

export function createOpenWrites(): OpenWrites {
  const open = new Set<Promise<void>>();
  return {
    begin() {
      const { promise, resolve } = Promise.withResolvers<void>();
      open.add(promise);
      return () => {
        open.delete(promise);
        resolve();
      };
    },
    async settled() {
      await Promise.all(open);
    },
  };
}
