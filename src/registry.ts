import { z } from 'zod';
import { UnvanishError } from './errors.js';
import { checkArgument, firstIssue, type SettingsOf, type SettingsShape, shownValue } from './options.js';
import { quoted } from './quoted.js';

/** Names of all things that were registered in this process, which other threads and machines do not know. */
const registered = new Set<string>();

/** Whether plain data hold the name of something that was registered in this process. */
export function namesRegistered(data: unknown): boolean {
  if (typeof data === 'string') return registered.has(data);
  return typeof data === 'object' && data !== null && Object.values(data).some(namesRegistered);
}

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
    for (const item of builtIn) this.add(item);
  }

  /**
   * Makes one more known; again, where it is the same object, changes nothing.
   *
   * @throws UnvanishError `option` where it has no name, or that of another one.
   */
  register(item: Item): void {
    if (this.add(item)) registered.add(item.name);
  }

  /** Whether it is new. */
  private add(item: Item): boolean {
    checkArgument(typeof item === 'object' && item !== null, this.kind, item, 'an object');
    const { name } = item;
    checkArgument(typeof name === 'string' && name !== '', `${this.kind}: name`, name, 'a name');
    const known = this.items.get(name);
    if (known !== undefined && known !== item) {
      throw new UnvanishError('option', `there is a ${this.kind} ${quoted(name)} already`, 'choose another name');
    }
    this.items.set(name, item);
    return known === undefined;
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

/** A field of a schema that names one of a registry's things: those that there are when it is checked, or shown in help. */
export function nameIn(registry: Registry<{ readonly name: string }>) {
  const error = ({ input }: { readonly input?: unknown }) =>
    `one of ${registry.names().join(', ')} was expected, found ${shownValue(input)}`;
  return z
    .string({ error })
    .refine((name) => registry.has(name), { error })
    .meta({
      get enum() {
        return registry.names();
      },
    });
}

/** A thing of a registry by its name, with its own settings beside it: plain data. */
export type NamedSettings = { readonly name: string } & Readonly<Record<string, unknown>>;

/** A field of a schema that is `{ name, ...settings }` of one of a registry's things, checked by its own settings. */
export function settingsIn(registry: Registry<{ readonly name: string; readonly settings: SettingsShape }>) {
  return z.looseObject({ name: nameIn(registry) }).transform(({ name, ...given }, context): NamedSettings => {
    const result = z.strictObject({ ...registry.get(name).settings }).safeParse(given);
    if (result.success) return { name, ...(result.data satisfies SettingsOf<SettingsShape>) };
    context.addIssue({ code: 'custom', message: firstIssue(result.error), input: given });
    return z.NEVER;
  });
}
