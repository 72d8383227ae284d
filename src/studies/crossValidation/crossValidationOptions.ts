import { z } from 'zod';
import { fillNames } from '../../evaluation/faithfulness/fill.js';
import { classifierSchema } from '../../model/config.js';
import { trainingSchema } from '../../training/options.js';
import { boxModels } from '../boxes/boxModels.js';

const comparable = boxModels.map(({ key }) => key);

/** What a training decides beside architecture and recipe. */
const preparationSchema = z.strictObject({
  validation: z
    .number()
    .min(0)
    .lt(1)
    .default(0.2)
    .meta({ value: 'share' })
    .describe('share of the samples that chooses the parameters; 0 keeps the last ones'),
  standardise: z
    .enum(['feature', 'cell', 'none'])
    .default('feature')
    .meta({ value: 'by' })
    .describe('bring each feature, or each (time, feature) cell, to mean 0 and deviation 1 on the training part'),
});

const { inputSize: _, classes: __, ...architecture } = classifierSchema.shape;

/** The options of `train --cross-validate`: architecture and recipe of the first model, and what the folds are. */
export const crossValidationSchema = z.strictObject({
  ...architecture,
  ...trainingSchema.shape,
  ...preparationSchema.shape,
  fastMath: z.boolean().optional().describe('multiply and add in one instruction'),
  folds: z.number().int().min(2).optional().describe('how many folds [default: one a group, or 5]'),
  compare: z
    .array(z.enum(comparable))
    .default([])
    .meta({ value: 'models' })
    .describe(`other models on the same folds, of the same sizes and recipe: ${comparable.join(', ')}`),
  removal: z
    .enum(fillNames)
    .optional()
    .meta({ value: 'fill' })
    .describe('measure the accuracy lost as salient inputs are removed, and what takes their place'),
});
export type CrossValidationOptions = z.output<typeof crossValidationSchema>;
