import { checkArgument } from '../options.js';

const classifiers = new WeakSet<object>();

/** What every classifier tells of itself, so that it is known without its class, and all that this one needs, being loaded. */
export function knowClassifier(classifier: object): void {
  classifiers.add(classifier);
}

/**
 * Checks that an argument is a classifier, since JavaScript does not.
 *
 * @throws UnvanishError `option`.
 */
export function checkClassifier(value: unknown, name: string): void {
  const holds = typeof value === 'object' && value !== null && classifiers.has(value);
  checkArgument(holds, name, value, 'a classifier', 'make one with Classifier.create or readModel');
}
