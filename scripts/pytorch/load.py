"""python3 scripts/pytorch/load.py FOLDER: loads what save.mjs wrote into PyTorch's own modules, with load_state_dict.

Every name and shape must be PyTorch's (strict=True), and the logits those that Unvanish gave. Exits with 1 where not.
"""

import glob
import json
import os
import struct
import sys

import numpy as np
import torch
from torch import nn

CELLS = {'lstm': nn.LSTM, 'gru': nn.GRU, 'rnn': nn.RNN, 'rnn-relu': nn.RNN}


def state_dict(file):
    """A safetensors file of float32 tensors."""
    with open(file, 'rb') as opened:
        raw = opened.read()
    start = 8 + struct.unpack('<Q', raw[:8])[0]
    header = json.loads(raw[8:start])
    header.pop('__metadata__', None)
    return {
        name: torch.from_numpy(
            np.frombuffer(raw[start + entry['data_offsets'][0] : start + entry['data_offsets'][1]], dtype='<f4')
            .reshape(entry['shape'])
            .copy()
        )
        for name, entry in header.items()
    }


def logits(file, x):
    cell, layers, directions, readout = os.path.basename(file)[: -len('.safetensors')].split('_')
    both = directions == '2'
    options = {'nonlinearity': 'relu'} if cell == 'rnn-relu' else {}
    model = nn.Module()
    model.rnn = CELLS[cell](6, 5, int(layers), batch_first=True, bidirectional=both, **options)
    model.fc = nn.Linear(5 * int(directions), 3)
    model.load_state_dict(state_dict(file), strict=True)
    y, h = model.rnn(x)
    h = h[0] if isinstance(h, tuple) else h
    vectors = {
        'last': lambda: y[:, -1],
        'final': lambda: torch.cat([h[-2], h[-1]], 1) if both else h[-1],
        'mean': lambda: y.mean(1),
        'max': lambda: y.max(1)[0],
    }
    return model.fc(vectors[readout]()).detach().numpy()


def main():
    files = sorted(glob.glob(os.path.join(sys.argv[1], '*.safetensors')))
    x = torch.sin(torch.arange(4 * 7 * 6, dtype=torch.float64) * 1.7).float().reshape(4, 7, 6)
    worst = 0
    for file in files:
        expected = np.load(file[: -len('.safetensors')] + '.npy')
        worst = max(worst, abs(logits(file, x) - expected).max() / abs(expected).max())
    print(f'{len(files)} models load with load_state_dict(strict=True); largest relative difference of logits {worst:.1e}')
    sys.exit(not (files and worst < 1e-5))


if __name__ == '__main__':
    main()
