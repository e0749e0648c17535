/** Things of which nobody may hold more than so many at a time, in this process. */
export class Bound<Thing extends object> {
  readonly #most: number;
  readonly #held = new Map<string, Set<Thing>>();
  readonly #owners = new Map<Thing, string>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Whether the owner has no room for another. */
  isFull(owner: string): boolean {
    return (this.#held.get(owner)?.size ?? 0) >= this.#most;
  }

  /** Gives a thing to an owner, and away from the one before; false when the new one has no room. */
  hold(owner: string, thing: Thing): boolean {
    if (this.#owners.get(thing) === owner) return true;
    this.release(thing);
    if (this.isFull(owner)) return false;
    this.#owners.set(thing, owner);
    this.#held.set(owner, (this.#held.get(owner) ?? new Set()).add(thing));
    return true;
  }

  release(thing: Thing): void {
    const owner = this.#owners.get(thing);
    if (owner === undefined) return;
    this.#owners.delete(thing);
    const things = this.#held.get(owner);
    things?.delete(thing);
    if (things?.size === 0) this.#held.delete(owner);
  }
}
