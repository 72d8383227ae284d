import type { BoxName } from '../../data/synthetic/boxes.js';
import type { ClassifierOptions } from '../../model/config.js';
import type { TrainingOptions } from '../../training/options.js';
import { type BoxModel, boxModels } from './boxModels.js';

/** How the models of a study are trained and chosen: as the paper says, or as the scripts that the authors released do it. */
export const protocols = ['paper', 'authors'] as const;
export type Protocol = (typeof protocols)[number];

/** Stands behind the name of every model that its test samples chose. */
export const TEST_CHOSEN = '†';

/** What the mark means. */
export const TEST_CHOSEN_NOTE = `${TEST_CHOSEN} As the authors’ scripts do, the parameters with the highest accuracy on the test samples are kept, and these same samples are measured: no figure of these models is an estimate for new samples.`;

/** What the mixed boxes of the scripts come to, since a length of 1 to 7 ends before any box begins. */
export const MIXED_WITHOUT_EVIDENCE =
  'Mixed boxes: the script takes the number of a box’s type, 1 to 7, for the length of a series, and no box begins before time 5 (types 1 to 3), 35 or 20. So no model with lengths (all but self-attention) has ever seen a box when it is trained and chosen: what its maps and accuracies are worth there is chance.';

/** The name of a model without the mark. */
export function unmarked(label: string): string {
  return label.replace(` ${TEST_CHOSEN}`, '');
}

/**
 * What the scripts' training has otherwise: every ten batches (an epoch, where it has fewer) they look at training and test accuracy, and
 * stop there; the last version of one does every three.
 */
export function trainingOf(protocol: Protocol, trainingSamples: number): TrainingOptions {
  if (protocol !== 'authors') return {};
  return { batchSize: BATCH, checkEvery: batchesBetweenChecks(trainingSamples), chooseBy: 'accuracy' };
}

/** After how many batches the scripts look at accuracies. */
export function batchesBetweenChecks(trainingSamples: number): number {
  return Math.min(10, Math.ceil(trainingSamples / BATCH));
}

const BATCH = 50;

/**
 * The models of the authors' scripts (github.com/ayaabdelsalam91/Input-Cell-Attention, trainLSTMModels.py, net.py and cell.py of
 * 2019-09-17): a softmax before the cross-entropy of LSTM and input-cell attention; self-attention with biases, the mean over
 * its hops, no dropout of the hidden states and a sigmoid before the cross-entropy, whose gradient is as large as the logit's but for a
 * factor a sample; of Bi-LSTM the logit is explained. The normalised feed is that of the weights that they released, and of the
 * scripts' matrix cell; their vector cell (a softmax over the hops of each step) is not run.
 */
export function asAuthors(models: readonly BoxModel[]): readonly BoxModel[] {
  return models.map((model) => ({
    ...model,
    label: `${model.label} ${TEST_CHOSEN}`,
    published: model.published ?? publishedOfFeed(model),
    ...differences(model),
  }));
}

function differences({ role, architecture }: BoxModel): Partial<BoxModel> {
  const head = (crossEntropyOf: 'softmax' | 'sigmoid'): ClassifierOptions['head'] => ({
    name: 'classification',
    crossEntropyOf,
  });
  if (role === 'bidirectional') return { output: 'logit' };
  if (role !== 'self-attention') return { architecture: { ...architecture, head: head('softmax') } };
  return {
    training: { hiddenDropout: 0 },
    architecture: { ...architecture, readoutMean: true, readoutBias: true, head: head('sigmoid') },
    output: 'logit',
  };
}

/** The paper has one input-cell attention; which feed it was trained with it does not say. */
function publishedOfFeed({ role, architecture }: BoxModel): BoxModel['published'] {
  if (role !== 'input-cell attention' || architecture.cell !== 'lstm') return undefined;
  return boxModels.find(({ key }) => key === 'matrix')?.published;
}

/** Of the mixed boxes the scripts draw eight times as many samples to train on, and ten thirds as many to test; of moving ones, two thirds. */
export function sizesOf(
  protocol: Protocol,
  box: BoxName,
  { trainingSamples, testSamples }: { readonly trainingSamples: number; readonly testSamples: number },
): { readonly trainingSamples: number; readonly testSamples: number } {
  if (protocol !== 'authors') return { trainingSamples, testSamples };
  if (box === 'mixed') return { trainingSamples: 8 * trainingSamples, testSamples: Math.round((10 * testSamples) / 3) };
  return { trainingSamples, testSamples: box.startsWith('moving-') ? Math.round((2 * testSamples) / 3) : testSamples };
}

/**
 * Whether a model is trained, and chosen, on series whose length is the number of their box's type: the script of the mixed boxes writes
 * the type, 1 to 7, into the column that is read as the length. Maps and the last accuracy are of all 100 steps. Self-attention, which
 * takes no lengths there, is not concerned.
 */
export function takesTypeForLength(protocol: Protocol, box: BoxName, { role }: BoxModel): boolean {
  return protocol === 'authors' && box === 'mixed' && role !== 'self-attention';
}
