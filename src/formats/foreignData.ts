import { pythonText } from '../quoted.js';

const EPOCHS = 'x=e.get_data(), y=e.events[:, 2], feature_names=e.ch_names';

/** What makes a file that can be read of one that cannot, by the end of its name. */
const WAYS: readonly (readonly [ending: RegExp, way: (file: string, stem: string) => string])[] = [
  [/\.(?:eeg|vmrk)$/i, (_, stem) => `name the header of a BrainVision recording, ${pythonText(`${stem}.vhdr`)}`],
  [/\.(?:xlsx?|ods)$/i, () => 'save the sheet as .csv'],
  [/\.(?:gz|zip|bz2|xz|7z|tar|tgz)$/i, () => 'unpack it'],
  [
    /\.(?:pkl|pickle)$/i,
    (file, stem) =>
      `pickles are never read; of a DataFrame: import pandas as pd; pd.read_pickle(${pythonText(file)}).to_csv(${pythonText(`${stem}.csv`)})`,
  ],
  [
    /\.(?:feather|arrow)$/i,
    (file, stem) =>
      `import pandas as pd; pd.read_feather(${pythonText(file)}).to_parquet(${pythonText(`${stem}.parquet`)})`,
  ],
  [
    /\.(?:h5|hdf5)$/i,
    (file, stem) =>
      `import h5py, numpy as np; f = h5py.File(${pythonText(file)}); np.savez(${pythonText(`${stem}.npz`)}, **{k: f[k][...] for k in f})`,
  ],
  [/\.fif$/i, (file, stem) => mne(`mne.read_epochs(${pythonText(file)})`, stem)],
  [/\.set$/i, (file, stem) => mne(`mne.read_epochs_eeglab(${pythonText(file)})`, stem)],
];

function mne(read: string, stem: string): string {
  return `of epochs: import mne, numpy as np; e = ${read}; np.savez(${pythonText(`${stem}.npz`)}, ${EPOCHS}), to be read with \`axes: epoch,channel,time\``;
}

/** The remedy for data of a kind that is not read; undefined where the end of the name says nothing. */
export function foreignData(file: string): string | undefined {
  const [, way] = WAYS.find(([ending]) => ending.test(file)) ?? [];
  return way?.(file, file.replace(/\.[^./\\]*$/, ''));
}
