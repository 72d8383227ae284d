import type { Recording } from '../../src/recordings/recording.js';

/** A recording whose value at (time step, feature) is `value` of them; 40 steps of two features, one every 2 s. */
export function recording(
  fields: Partial<Recording> = {},
  value: (t: number, feature: number) => number = (t, feature) => 100 * feature + t,
): Recording {
  const { time = 40, features = 2 } = fields;
  return {
    name: 'run-1',
    subject: 'sub-1',
    run: fields.name ?? 'run-1',
    x: Float32Array.from({ length: time * features }, (_, at) => value(Math.floor(at / features), at % features)),
    time,
    features,
    featureNames: Array.from({ length: features }, (_, feature) => `region ${feature}`),
    samplingInterval: 2,
    events: [],
    ...fields,
  };
}

/** Confounds of a recording from one column each. */
export function confounds(columns: Readonly<Record<string, readonly number[]>>): NonNullable<Recording['confounds']> {
  const names = Object.keys(columns);
  const time = columns[names[0]].length;
  return {
    names,
    values: Float32Array.from(
      { length: time * names.length },
      (_, at) => columns[names[at % names.length]][Math.floor(at / names.length)],
    ),
  };
}
