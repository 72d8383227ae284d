import { attributionFields } from '../attribution/attribute.js';
import { attributionMethods } from '../attribution/index.js';
import { foldSchema } from '../data/folds.js';
import { splitSchema } from '../data/split.js';
import { diagnosisSchema } from '../diagnosis/diagnose.js';
import { evaluationSchema } from '../evaluation/evaluate.js';
import { removalSchema } from '../evaluation/faithfulness/removal.js';
import { measurements } from '../evaluation/index.js';
import { usesOf } from '../formats/format.js';
import { formats, readingOptions } from '../formats/index.js';
import { classifierSchema } from '../model/config.js';
import { encoders } from '../model/encoders/index.js';
import { cells } from '../model/encoders/recurrent/cells/index.js';
import { heads } from '../model/heads/index.js';
import { readouts } from '../model/readouts/index.js';
import { expectationOf, type SettingsShape, shapeFacts } from '../options.js';
import { preprocessingSchema } from '../recordings/preprocessing.js';
import { samplingSchema } from '../recordings/samplingOptions.js';
import { groupsSchema } from '../statistics/groupedMeans.js';
import { studies } from '../studies/index.js';
import { trainingSchema } from '../training/options.js';

/** A page of the reference: what there is of one kind, as Markdown made from schemas and registries. */
export interface ReferencePage {
  /** Names its file. */
  readonly name: string;
  readonly title: string;
  readonly text: string;
}

/** All pages, of whatever is registered now. */
export function referencePages(): readonly ReferencePage[] {
  return [optionsPage(), modelsPage(), methodsPage(), measurementsPage(), formatsPage(), studiesPage()];
}

function optionsPage(): ReferencePage {
  const sections = [
    ['Model', '`Classifier.create(options, { seed })`', classifierSchema.shape],
    ['Training', '`train(classifier, data, options)`', trainingSchema.shape],
    ['Attribution', '`attribute(classifier, data, options)`, beside the method and its settings', attributionFields],
    ['Evaluation', '`evaluate(maps, data, options)`', evaluationSchema.shape],
    ['Removal', '`removalScores(engine, { data, maps, logits }, options)`', removalSchema.shape],
    ['Means over groups', '`groupedMeans(values, columns, options)`', groupsSchema.shape],
    ['Splits', '`stratifiedSplit(data, options)`, `groupedSplit(data, groups, options)`', splitSchema.shape],
    ['Folds', '`stratifiedFolds(data, options)`, `groupedFolds(data, groups, options)`', foldSchema.shape],
    ['Diagnosis', '`diagnose(classifier, data, options)`', diagnosisSchema.shape],
    ['Reading', '`readDataset(path, options)`, beside those of recordings', readingOptions()],
    ['Recordings: samples', '`samplesOf(recordings, options)`', samplingSchema.shape],
    ['Recordings: preprocessing', '`preprocess(recording, options)`', preprocessingSchema.shape],
  ] as const;
  const text = sections.map(([title, where, shape]) => `## ${title}\n\n${where}\n\n${optionTable(shape)}`).join('\n\n');
  return { name: 'options', title: 'Options', text };
}

function modelsPage(): ReferencePage {
  const settled = [
    ['Encoders', 'what turns a series into states: `encoder: { name, ...settings }`', encoders],
    ['Read-outs', 'how states become one vector: `readout`', readouts],
    ['Heads', 'loss, targets, outputs and metric: `head: { name, ...settings }`', heads],
  ] as const;
  const cellTable = markdownTable(
    ['cell', 'gates', 'states'],
    [...cells].map((cell) => [`\`${cell.name}\``, String(cell.gates), String(cell.states)]),
  );
  const tables = settled.map(([title, where, registry]) => {
    const rows = [...registry].map(({ name, description }) => [`\`${name}\``, description]);
    const own = [...registry].flatMap((part) => {
      const { settings = {} } = part as { readonly settings?: SettingsShape };
      return Object.keys(settings).length > 0 ? [`### ${part.name}\n\n${optionTable(settings)}`] : [];
    });
    return [`## ${title}`, where, markdownTable(['name', 'what it is'], rows), ...own].join('\n\n');
  });
  const text = [
    ...tables,
    `## Cells\n\nwhat happens at one time step of the recurrent encoder: \`cell\`\n\n${cellTable}`,
  ];
  return { name: 'models', title: 'Parts of a model', text: text.join('\n\n') };
}

function methodsPage(): ReferencePage {
  const text = [...attributionMethods]
    .map(({ name, description, quantity, paper, settings }) => {
      const own = Object.keys(settings).length > 0 ? `\n\n${optionTable(settings)}` : '';
      return `## ${name}\n\n${sentence(description)} Its numbers: ${escaped(quantity)}.\n\n${escaped(paper)}${own}`;
    })
    .join('\n\n');
  return { name: 'methods', title: 'Attribution methods', text };
}

function formatsPage(): ReferencePage {
  const rows = [...formats].map((format) => [
    format.name,
    format.extensions.map((extension) => `\`${extension}\``).join(', '),
    format.description,
    usesOf(format).join(', '),
  ]);
  return {
    name: 'formats',
    title: 'Formats',
    text: markdownTable(['format', 'names end in', 'what it is', 'used for'], rows),
  };
}

function studiesPage(): ReferencePage {
  const text = [...studies]
    .map(({ name, command = `reproduce ${name}`, description, options }) => {
      return `## ${name}\n\n\`unvanish ${command}\`: ${escaped(description)}.\n\n${optionTable(options.shape)}`;
    })
    .join('\n\n');
  return { name: 'studies', title: 'Studies', text };
}

function measurementsPage(): ReferencePage {
  const text = [...measurements]
    .map(({ name, label, family, better, description, reference, needs, settings }) => {
      const own = Object.keys(settings).length > 0 ? `\n\n${optionTable(settings)}` : '';
      const facts = `${label}: ${family}; ${better === 'neither' ? 'neither more nor less is better' : `${better} is better`}; needs ${needs.join(', ') || 'the maps alone'}.`;
      return `## ${name}\n\n${escaped(description)}\n\n${escaped(facts)}\n\n${escaped(reference)}${own}`;
    })
    .join('\n\n');
  return { name: 'measurements', title: 'Measurements of maps', text };
}

/** The fields of a schema that are plain data, a row each. */
function optionTable(shape: SettingsShape): string {
  const rows = Object.entries(shapeFacts(shape)).flatMap(([key, facts]) => {
    if (facts.description === undefined) return [];
    const fallback = facts.default === undefined ? '' : JSON.stringify(facts.default);
    return [[`\`${key}\``, expectationOf(facts) ?? '', fallback && `\`${fallback}\``, facts.description]];
  });
  return markdownTable(['option', 'what it may be', 'default', 'meaning'], rows);
}

/** A table as Markdown. */
function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Text that no pipe, line end or mark-up of its own can lead out of its place. */
function escaped(text: string): string {
  return text.replace(/[|<>]/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
}

function sentence(text: string): string {
  return escaped(`${text[0]?.toUpperCase() ?? ''}${text.slice(1)}.`);
}
