import { UnvanishError } from './errors.js';
import { checkArgument } from './options.js';
import { quoted } from './quoted.js';

/**
 * Things of one kind by their names, in the order in which they are listed: help, choices, checks and tables come from it, so
 * that one that a user registers appears wherever the built-in ones do.
 */
export class Registry<Item extends { readonly name: string }> implements Iterable<Item> {
  private readonly items = new Map<string, Item>();

  /** `kind` is what the things are, as errors say it: `attribution method`. */
  constructor(
    readonly kind: string,
    builtIn: readonly Item[],
  ) {
    for (const item of builtIn) this.register(item);
  }

  /**
   * Makes one more known; again, where it is the same object, changes nothing.
   *
   * @throws UnvanishError `option` where it has no name, or that of another one.
   */
  register(item: Item): void {
    checkArgument(typeof item === 'object' && item !== null, this.kind, item, 'an object');
    const { name } = item;
    checkArgument(typeof name === 'string' && name !== '', `${this.kind}: name`, name, 'a name');
    const known = this.items.get(name);
    if (known !== undefined && known !== item) {
      throw new UnvanishError('option', `there is a ${this.kind} ${quoted(name)} already`, 'choose another name');
    }
    this.items.set(name, item);
  }

  /**
   * The one of a name.
   *
   * @throws UnvanishError `option`, naming those there are.
   */
  get(name: string): Item {
    const item = this.items.get(name);
    if (item !== undefined) return item;
    const shown = typeof name === 'string' ? quoted(name) : String(name);
    throw new UnvanishError('option', `there is no ${this.kind} ${shown}`, `choose one of ${this.names().join(', ')}`);
  }

  has(name: string): boolean {
    return this.items.has(name);
  }

  names(): readonly string[] {
    return [...this.items.keys()];
  }

  [Symbol.iterator](): Iterator<Item> {
    return this.items.values();
  }
}
