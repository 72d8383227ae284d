import type { SettingsShape } from '../../options.js';
import { type NamedSettings, Registry } from '../../registry.js';
import { binary } from './binary.js';
import { classification } from './classification.js';
import type { HeadKind } from './head.js';

/** The heads that configurations can name, a user's own included: one line a head. */
export const heads = new Registry<HeadKind>('head', [classification, binary]);

/**
 * Makes a head of one's own known to configurations. Other threads do not know it: a classifier that has it works on one.
 *
 * @throws UnvanishError `option` where another head has its name.
 */
export function registerHead<Shape extends SettingsShape>(head: HeadKind<Shape>): void {
  heads.register(head);
}

/** The kind of head that a configuration names, or classification. */
export function headKindOf({ head }: { readonly head?: NamedSettings | undefined }): HeadKind {
  return head ? heads.get(head.name) : classification;
}
