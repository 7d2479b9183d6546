import type { LiveCollection } from "../live/live-collection.ts";

/** Collections that pages look at, each once however many pages do; of too many, the ones that nobody looks at go first. */
export class CollectionPool<Entry> {
  private readonly collections = new Map<string, LiveCollection<Entry>>();
  private readonly most: number;

  constructor(most: number) {
    this.most = most;
  }

  /** @returns undefined when too many others are looked at */
  of(id: string, make: () => LiveCollection<Entry>): LiveCollection<Entry> | undefined {
    const known = this.collections.get(id);
    if (known !== undefined) return known;
    if (this.collections.size >= this.most) {
      const unwatched = Array.from(this.collections).find(([, { isWatched }]) => !isWatched);
      if (unwatched === undefined) return undefined;
      this.collections.delete(unwatched[0]);
    }
    const made = make();
    this.collections.set(id, made);
    return made;
  }
}
