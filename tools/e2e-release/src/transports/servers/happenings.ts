/** What happens in servers, by name, for those who wait for it, before or after. */
export class Happenings {
  private readonly byName = new Map<string, PromiseWithResolvers<string>>();
  private readonly counts = new Map<string, number>();

  /** Tells those who wait, and who will; only the first time counts. */
  tell(name: string, what = ""): void {
    this.of(name).resolve(what);
  }

  wait(name: string): Promise<string> {
    return this.of(name).promise;
  }

  /** How often this has been called with a name. */
  count(name: string): number {
    const count = (this.counts.get(name) ?? 0) + 1;
    this.counts.set(name, count);
    return count;
  }

  private of(name: string): PromiseWithResolvers<string> {
    const known = this.byName.get(name);
    if (known !== undefined) return known;
    const happening = Promise.withResolvers<string>();
    this.byName.set(name, happening);
    return happening;
  }
}
