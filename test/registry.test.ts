import { describe, expect, it } from 'vitest';
import { Registry } from '../src/registry.js';

interface Thing {
  readonly name: string;
}

describe('a registry', () => {
  const first = { name: 'first' };
  const registry = new Registry<Thing>('thing', [first]);

  it('lists what is registered in its order', () => {
    registry.register({ name: 'second' });
    expect(registry.names()).toEqual(['first', 'second']);
    expect([...registry].map(({ name }) => name)).toEqual(['first', 'second']);
    expect(registry.get('first')).toBe(first);
    expect(registry.has('third')).toBe(false);
  });

  it('names what there is where a name is not known', () => {
    expect(() => registry.get('third')).toThrowError('there is no thing "third"');
    try {
      registry.get('third');
    } catch (error) {
      expect(error).toMatchObject({ code: 'option', remedy: 'choose one of first, second' });
    }
    expect(() => registry.get(undefined as never)).toThrowError('there is no thing undefined');
  });

  it('refuses a second thing of a name, and what has none', () => {
    registry.register(first);
    expect(() => registry.register({ name: 'first' })).toThrowError('there is a thing "first" already');
    expect(() => registry.register({ name: '' })).toThrowError('thing: name: a name was expected, found ""');
    expect(() => registry.register(undefined as never)).toThrowError('thing: an object was expected, found nothing');
  });

  it('does not take names of what every object has for registered', () => {
    expect(() => registry.get('constructor')).toThrowError('there is no thing "constructor"');
  });
});
