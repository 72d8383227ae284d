import { expect, it } from 'vitest';
import { checkDistinct } from '../../src/files/distinctRuns.js';
import { refusal } from '../formats/mutations.js';
import { recording } from '../recordings/recordings.js';

it('refuses runs that hold the same numbers, by name', () => {
  const [one, other, copy] = [
    recording({ name: 'a' }),
    recording({ name: 'b' }, (t) => -t),
    recording({ name: 'c', events: [{ name: 'face', onset: 0, duration: 1 }] }),
  ];
  expect(() => checkDistinct([one, other])).not.toThrow();
  expect(refusal(() => checkDistinct([one, other, copy]))).toMatchObject({
    code: 'option',
    message: 'the runs a and c hold the same numbers',
  });
});
