import type { z } from 'zod';
import { attributionFields } from '../attribution/attribute.js';
import { attributionMethods } from '../attribution/index.js';
import { diagnosisSchema } from '../diagnosis/diagnose.js';
import { classifierSchema } from '../model/config.js';
import { expectationOf, fieldFacts } from '../options.js';
import { preprocessingSchema } from '../recordings/preprocessing.js';
import { samplingSchema } from '../recordings/samplingOptions.js';
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
  return [optionsPage(), methodsPage(), studiesPage()];
}

function optionsPage(): ReferencePage {
  const sections = [
    ['Model', '`Classifier.create(options, { seed })`', classifierSchema.shape],
    ['Training', '`train(classifier, data, options)`', trainingSchema.shape],
    ['Attribution', '`attribute(classifier, data, options)`, beside the method and its settings', attributionFields],
    ['Diagnosis', '`diagnose(classifier, data, options)`', diagnosisSchema.shape],
    ['Recordings: samples', '`samplesOf(recordings, options)`', samplingSchema.shape],
    ['Recordings: preprocessing', '`preprocess(recording, options)`', preprocessingSchema.shape],
  ] as const;
  const text = sections.map(([title, where, shape]) => `## ${title}\n\n${where}\n\n${optionTable(shape)}`).join('\n\n');
  return { name: 'options', title: 'Options', text };
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

function studiesPage(): ReferencePage {
  const text = [...studies]
    .map(({ name, command = `reproduce ${name}`, description, options }) => {
      return `## ${name}\n\n\`unvanish ${command}\`: ${escaped(description)}.\n\n${optionTable(options.shape)}`;
    })
    .join('\n\n');
  return { name: 'studies', title: 'Studies', text };
}

/** The fields of a schema that are plain data, a row each. */
function optionTable(shape: Readonly<Record<string, z.ZodType>>): string {
  const rows = Object.entries(shape).flatMap(([key, field]) => {
    const facts = fieldFacts(field);
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
