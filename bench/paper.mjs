/** The paper's configuration, which works have where they do not say otherwise. */
export const paper = {
  model: 'lstm',
  batch: 50,
  samples: 300,
  time: 100,
  features: 100,
  hidden: 5,
  hops: 20,
  attentionSize: 50,
  classes: 2,
  steps: 50,
  threads: 1,
};
