"""Writes what the authors' released model computes, by its own definition, of two random series:

    python3 scripts/pytorch/authors_checkpoint.py ica-best.safetensors OUT.safetensors

OUT has x [2, 100, 100], logits [2, 2], and map.logit and map.probability [2, 100, 100], the signed gradients of class 0 and of class 1; float32 of
what float64 gave. The checkpoint is not in this repository.
"""

import json
import struct
import sys

import numpy as np
import torch

from random_models import AttentionCell, write_safetensors


def read_safetensors(path):
    with open(path, 'rb') as file:
        header = json.loads(file.read(struct.unpack('<Q', file.read(8))[0]))
        rest = file.read()
    header.pop('__metadata__', None)
    return {
        name: torch.from_numpy(np.frombuffer(rest[slice(*entry['data_offsets'])], dtype='<f8').reshape(entry['shape']).copy())
        for name, entry in header.items()
    }


def main(path, out):
    state = read_safetensors(path)
    cell = AttentionCell(100, 5, 20, 50, 'normalised', True).double()
    cell.load_state_dict({name[4:]: value for name, value in state.items() if name.startswith('rnn.')})
    x = torch.from_numpy(np.random.default_rng(5).standard_normal((2, 100, 100)).astype(np.float32).astype(np.float64))
    x.requires_grad_()
    logits = cell(x)[0][:, -1] @ state['fc.weight'].T + state['fc.bias']
    rows = torch.arange(2)
    written = {'x': x, 'logits': logits}
    for name, values in (('logit', logits), ('probability', torch.softmax(logits, dim=1))):
        written[f'map.{name}'] = torch.autograd.grad(values[rows, rows].sum(), x, retain_graph=True)[0]
    write_safetensors(out, {key: value.detach().numpy().astype(np.float32) for key, value in written.items()})


if __name__ == '__main__':
    main(*sys.argv[1:3])
