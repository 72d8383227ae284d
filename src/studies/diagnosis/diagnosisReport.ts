import type { Diagnosis, RecurrenceDiagnosis } from '../../diagnosis/diagnose.js';
import type { Spread } from '../../diagnosis/spread.js';
import { shownClass } from '../../formats/names.js';
import type { ClassifierConfig } from '../../model/config.js';
import type { Block } from '../../report/block.js';
import type { Report, Section } from '../../report/document.js';
import { lineChart } from '../../report/figures/lineChart.js';
import { formatNumber, formatQuantity } from '../../report/numberFormat.js';
import type { Table } from '../../report/table.js';

/** What a diagnosis is of, as a report says it. */
export interface DiagnosedModel {
  readonly name: string;
  /** Where the series came from. */
  readonly data: string;
  readonly config: ClassifierConfig;
  /** One name a class. */
  readonly classNames: readonly string[];
  /** What made it: versions, date, command. */
  readonly facts: readonly (readonly [string, string | number])[];
}

/** Below this a norm is as good as nothing, and a chart ends. */
const LEAST = 1e-12;

/** Norms at chosen distances from the last step: one group a layer and direction. */
export function stepsBackTable(diagnosis: Diagnosis): Table {
  const { time, recurrences, gradientNorm } = diagnosis;
  const approximated = recurrences.some(({ approximation }) => approximation);
  const median = (values: readonly (Spread | undefined)[] | undefined, back: number) => values?.[back]?.median;
  return {
    caption: 'Norms of Jacobians by distance from the last step: medians over samples',
    headerLabel: 'steps back',
    columns: [
      {
        key: 'joint',
        label: 'ds_T/ds_t',
        style: 'quantity',
        description: 'Jacobian of the joint state, over the norm of the identity: 1 where nothing is lost.',
      },
      {
        key: 'hidden',
        label: 'dh_T/dh_t',
        style: 'quantity',
        description: 'Its block from hidden state to hidden state.',
      },
      ...(approximated
        ? [
            {
              key: 'approximation',
              label: 'product',
              style: 'quantity' as const,
              description: `${approximationMeaning(recurrences)}, in the same measure.`,
            },
            {
              key: 'error',
              label: 'its error',
              style: 'quantity' as const,
              description: 'Norm of the difference of the two, over the norm of dh_T/dh_t.',
            },
          ]
        : []),
      {
        key: 'gradient',
        label: '|dS/dx_t|',
        style: 'quantity',
        description: `Euclidean norm of the gradient of the ${diagnosis.output} with respect to the input of that step, through all layers and directions.`,
      },
    ],
    rows: recurrences.flatMap((recurrence) =>
      distances(time).map((back) => ({
        group: recurrences.length > 1 ? nameOf(recurrence) : undefined,
        header: `${back}`,
        cells: {
          joint: median(recurrence.jointNorm, back),
          hidden: median(recurrence.hiddenNorm, back),
          approximation: median(recurrence.approximation?.norm, back),
          error: median(recurrence.approximation?.relativeError, back),
          gradient: recurrence.direction === 'forward' ? median(gradientNorm, back) : undefined,
        },
      })),
    ),
  };
}

/** What one step is made of, and how the gates are set. */
export function termsTable({ recurrences }: Diagnosis): Table {
  return {
    caption: 'What carries a state over one step: mean share of each term’s norm',
    headerLabel: 'term',
    columns: [
      { key: 'of', label: 'of', align: 'left', description: 'The old state that the new hidden state takes it from.' },
      {
        key: 'share',
        label: 'share %',
        style: 'percent',
        description: 'Its Frobenius norm over the sum of all terms’ norms, mean over samples and steps.',
      },
    ],
    rows: recurrences.flatMap((recurrence) =>
      recurrence.terms.map(({ name, ofHidden, meanShare }) => ({
        group: recurrences.length > 1 ? nameOf(recurrence) : undefined,
        header: name,
        cells: { of: ofHidden ? 'h' : 'c', share: meanShare },
      })),
    ),
  };
}

/** How each gate is set. */
export function gatesTable({ recurrences }: Diagnosis): Table {
  return {
    caption: 'Gates: activations over samples, steps and units',
    headerLabel: 'gate',
    columns: [
      { key: 'mean', label: 'mean', style: 'quantity' },
      { key: 'deviation', label: 'deviation', style: 'quantity' },
      { key: 'least', label: 'least unit', style: 'quantity', description: 'The smallest mean of a unit.' },
      { key: 'most', label: 'largest unit', style: 'quantity', description: 'The largest mean of a unit.' },
    ],
    rows: recurrences.flatMap((recurrence) =>
      recurrence.gates.map(({ name, mean, deviation, byUnit }) => ({
        group: recurrences.length > 1 ? nameOf(recurrence) : undefined,
        header: name,
        cells: { mean, deviation, least: Math.min(...byUnit), most: Math.max(...byUnit) },
      })),
    ),
  };
}

/** The answer, in sentences: how far back the model sees, and why. */
export function diagnosisSentences(diagnosis: Diagnosis, { config }: DiagnosedModel): string[] {
  const { halfLife, evenHalfLife, directShare, recurrences, samples } = diagnosis;
  const half = halfLife.median;
  const [first] = recurrences;
  const deepest = first?.jointNorm.findLastIndex((norm) => norm !== undefined) ?? 0;
  const least = first?.jointNorm[deepest]?.median;
  return [
    `Half of the saliency lies in the last ${formatQuantity(half)} time steps (median of ${samples} samples); were it spread evenly, in the last ${formatQuantity(evenHalfLife)}.`,
    least !== undefined &&
      `Over ${deepest} steps the recurrence${recurrences.length > 1 ? ' of the first layer' : ''} keeps ${formatQuantity(least)} of a change of its state.`,
    config.inputCellAttention === 'none'
      ? undefined
      : `${formatNumber(directShare.median, 'percent')} % of the saliency takes the attention path, which passes no recurrence; the rest comes by way of the recurrence.`,
  ].filter((sentence) => typeof sentence === 'string');
}

/** The self-contained report of `diagnose`. */
export function diagnosisReport(diagnosis: Diagnosis, model: DiagnosedModel): Report {
  return {
    title: `How far back ${model.name} sees`,
    lead: diagnosisSentences(diagnosis, model).join(' '),
    sections: [
      { heading: 'Saliency by distance', blocks: [saliencyFigure(diagnosis, model)] },
      ...diagnosis.recurrences.map((recurrence) => recurrenceSection(recurrence, diagnosis)),
      {
        heading: 'In numbers',
        blocks: [
          { kind: 'table', ...stepsBackTable(diagnosis) },
          ...tableBlocks(termsTable(diagnosis)),
          ...tableBlocks(gatesTable(diagnosis)),
        ],
      },
      {
        heading: 'How this was made',
        blocks: [
          {
            kind: 'facts',
            entries: [
              ['series', model.data],
              ['samples', diagnosis.samples],
              ['saliency', `gradient of the ${diagnosis.output} of ${targetName(diagnosis, model)}, magnitude`],
              ...Object.entries(model.config).map(([name, value]) => [name, `${value}`] as const),
            ],
          },
        ],
      },
    ],
    footer: model.facts,
  };
}

/** The figure of both paths of the saliency by distance from the last step. */
function saliencyFigure(diagnosis: Diagnosis, { config }: DiagnosedModel): Block {
  const { inputCellAttention } = config;
  const { directByStep, recurrentByStep, time } = diagnosis;
  const back = Array.from(directByStep, (_, step) => step);
  const direct = inputCellAttention === 'none' ? 'read-out step itself' : 'attention path';
  return {
    kind: 'figure',
    figure: (width) =>
      lineChart(
        {
          title: 'Saliency by distance from the last step',
          series: [
            { name: direct, x: back, y: directByStep },
            { name: 'recurrent path', x: back, y: recurrentByStep },
          ],
          xLabel: 'steps back',
          yLabel: 'share of saliency',
          yFormat: 'percent',
          log: true,
          yDomain: [1e-5, 1],
          reference: { value: 1 / time, label: 'evenly spread' },
        },
        width,
      ),
    caption: `Mean over samples, both paths together 100 %. ${inputCellAttention === 'none' ? 'Without attention only the steps that are read out reach the output by themselves; everything else passes the recurrence.' : 'The attention path is what the steps that are read out see of earlier ones; it does not pass the recurrence. The recurrent path is all else, also what an earlier step saw by attention and the recurrence then carried on.'}`,
  };
}

function recurrenceSection(recurrence: RecurrenceDiagnosis, { recurrences }: Diagnosis): Section {
  const { jointNorm, hiddenNorm, approximation, terms, hidden } = recurrence;
  const series = (name: string, spreads: readonly (Spread | undefined)[]) => ({
    name,
    x: Array.from(spreads, (_, back) => back),
    y: spreads.map((spread) => spread?.median ?? Number.NaN),
    low: spreads.map((spread) => Math.max(spread?.low ?? Number.NaN, LEAST)),
    high: spreads.map((spread) => spread?.high ?? Number.NaN),
  });
  const norms = [
    series('ds_T/ds_t, joint state', jointNorm),
    series('dh_T/dh_t', hiddenNorm),
    ...(approximation ? [series(`product of the ${approximation.name}`, approximation.norm)] : []),
  ];
  const largest = Math.max(1, ...norms.flatMap(({ y }) => y.filter(Number.isFinite)));
  const smallest = Math.min(0.1, ...norms.flatMap(({ y }) => y.filter((value) => value > LEAST)));
  return {
    heading: recurrences.length > 1 ? nameOf(recurrence) : 'The recurrence',
    blocks: [
      {
        kind: 'figure',
        figure: (width) =>
          lineChart(
            {
              title: `What the recurrence keeps, ${nameOf(recurrence)}`,
              series: norms,
              xLabel: 'steps back',
              yLabel: 'norm',
              log: true,
              yDomain: [smallest, largest],
              reference: { value: 1, label: 'nothing lost' },
            },
            width,
          ),
        caption: `Frobenius norms over that of the identity, medians and 5 to 95 % of samples; ${hidden} hidden units. ${approximation ? `${approximationMeaning([recurrence])}; ${errorSentence(recurrence)}` : ''}`,
      },
      ...(terms.length > 1
        ? [
            {
              kind: 'figure' as const,
              figure: (width: number) =>
                lineChart(
                  {
                    title: `What one step is made of, ${nameOf(recurrence)}`,
                    series: terms.map(({ name, share }) => ({
                      name,
                      x: Array.from(share, (_, back) => back + 1).slice(0, -1),
                      y: share.slice(0, -1),
                    })),
                    xLabel: 'steps back',
                    yLabel: 'share of the norms',
                    yFormat: 'percent',
                    yDomain: [0, 1],
                  },
                  width,
                ),
              caption:
                'Each term’s Frobenius norm over the sum of all terms’, mean over samples, by the step’s distance.',
            },
          ]
        : []),
    ],
  };
}

function errorSentence({ approximation }: RecurrenceDiagnosis): string {
  const errors = approximation?.relativeError ?? [];
  const at = [1, 10].flatMap((back) => {
    const error = errors[back]?.median;
    return error === undefined || !Number.isFinite(error) ? [] : [`${formatQuantity(error)} at ${back}`];
  });
  return at.length > 0
    ? `its relative error against dh_T/dh_t is ${at.join(', ')} ${at.length === 1 ? 'step' : 'steps'} back.`
    : 'its error cannot be told.';
}

function approximationMeaning(recurrences: readonly RecurrenceDiagnosis[]): string {
  return recurrences.some(({ cell }) => cell === 'lstm')
    ? 'The paper’s approximation of dh_T/dh_t, the product of o (1 − tanh² c) f'
    : `The product of the path without weights, ${recurrences.find(({ approximation }) => approximation)?.approximation?.name}`;
}

function tableBlocks(table: Table): Block[] {
  return table.rows.length > 0 ? [{ kind: 'table', ...table }] : [];
}

function nameOf({ layer, direction, cell }: RecurrenceDiagnosis): string {
  return `${cell}, layer ${layer + 1}${direction === 'reverse' ? ', reverse' : ''}`;
}

function targetName({ target }: Diagnosis, { classNames }: DiagnosedModel): string {
  return typeof target === 'number' ? shownClass(classNames, target) : `the ${target} class`;
}

/** 1, 2, 5, 10, ... and the longest. */
function distances(time: number): number[] {
  const all: number[] = [];
  for (let power = 1; power <= time; power *= 10) all.push(...[1, 2, 5].map((digit) => digit * power));
  return [...all.filter((back) => back < time), time];
}
