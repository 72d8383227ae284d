import { type Command, Option } from 'commander';

/** Adds the options that say on which cortex maps are drawn: `CortexOptions` of `readCortexFiles`. */
export function addCortexOptions(command: Command): Command {
  return command
    .optionsGroup('Maps on the cortex (GIFTI, one file a hemisphere):')
    .option('--surface <files...>', 'surfaces to draw maps on: .surf.gii, in the space of the images')
    .option(
      '--surface-labels <files...>',
      'labels of their vertices, named as the features are: .label.gii [default: where the features lie in space]',
    )
    .option('--surface-label-map <name>', 'which of several arrays of labels')
    .option('--surface-relief <files...>', 'sulcal depth or curvature, drawn as shade [default: curvature of the mesh]')
    .addOption(
      new Option(
        '--relief-positive <where>',
        'where that is positive: in sulci as of FreeSurfer, which is the default, or on gyri as of the Human Connectome Project',
      ).choices(['sulci', 'gyri']),
    )
    .optionsGroup('Options:');
}
