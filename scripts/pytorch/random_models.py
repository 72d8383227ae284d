"""Writes random PyTorch classifiers as their users save them, with what they compute, for check.mjs to read:

    python3 scripts/pytorch/random_models.py FOLDER [COUNT [SEED]]

Needs PyTorch >= 1.13 and numpy. Model i is FOLDER/i.safetensors, a bare state dict; FOLDER/i.expected.safetensors has x [B, T, N], logits and
probabilities [B, C], and map.logit and map.probability [B, T, N], the signed gradients of class B mod C, in float64; models.json says of each
what names and shapes do not tell, as options of readModel, and what it is.
"""

import json
import os
import struct
import sys

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

GATES = {'lstm': 4, 'gru': 3, 'rnn': 1, 'rnn-relu': 1}


def write_safetensors(path, tensors):
    names = {np.dtype('float32'): 'F32', np.dtype('float64'): 'F64', np.dtype('int64'): 'I64'}
    header, offset = {}, 0
    ordered = sorted(tensors.items(), key=lambda item: -item[1].itemsize)
    for key, array in ordered:
        header[key] = {'dtype': names[array.dtype], 'shape': list(array.shape), 'data_offsets': [offset, offset + array.nbytes]}
        offset += array.nbytes
    text = json.dumps(header).encode()
    text += b' ' * (-len(text) % 8)
    with open(path, 'wb') as file:
        file.write(struct.pack('<Q', len(text)) + text)
        for _, array in ordered:
            file.write(np.ascontiguousarray(array).tobytes())


class AttentionCell(nn.Module):
    """Input-cell attention around an LSTM, by its definition: every prefix's softmax anew."""

    def __init__(self, n, hidden, hops, size, feed, old):
        super().__init__()
        self.feed = feed
        if old:
            self.weight_ih = nn.Parameter(torch.empty(n, 4 * hidden))
        self.weight_iBarh = nn.Parameter(torch.empty(n if feed == 'mean' else hops * n, 4 * hidden))
        self.weight_hh = nn.Parameter(torch.empty(hidden, 4 * hidden))
        self.bias = nn.Parameter(torch.empty(4 * hidden))
        self.linear_first = nn.Linear(n, size)
        self.linear_second = nn.Linear(size, hops)

    def forward(self, x, states=None):
        zeros = x.new_zeros(x.shape[0], self.weight_hh.shape[0])
        h, c = (state[0] for state in states) if states else (zeros, zeros)
        hidden = []
        scores = self.linear_second(torch.tanh(self.linear_first(x)))
        for t in range(x.shape[1]):
            prefix = x[:, : t + 1]
            m = torch.softmax(scores[:, : t + 1], dim=1).transpose(1, 2) @ prefix
            m = m.mean(dim=1) if self.feed == 'mean' else m.flatten(1)
            if self.feed == 'normalised':
                m = F.normalize(m, p=2, dim=1)
            i, f, g, o = (m @ self.weight_iBarh + h @ self.weight_hh + self.bias).chunk(4, dim=1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
            hidden.append(h)
        return torch.stack(hidden, dim=1), None


class Model(nn.Module):
    """Input normalisation, recurrence with or without initial states, read-out, dense layer; as the settings say."""

    def __init__(self, s):
        super().__init__()
        self.s = s
        if s['norm']:
            self.bn = nn.BatchNorm1d(s['n'], affine=s['norm'] == 'affine')
        if s['feed'] != 'none':
            self.rnn = AttentionCell(s['n'], s['hidden'], s['hops'], s['size'], s['feed'], s['old'])
        else:
            options = {'num_layers': s['layers'], 'bidirectional': s['bi'], 'bias': s['bias'], 'batch_first': True}
            if s['cell'] == 'lstm':
                self.rnn = nn.LSTM(s['n'], s['hidden'], proj_size=s['proj'], **options)
            elif s['cell'] == 'gru':
                self.rnn = nn.GRU(s['n'], s['hidden'], **options)
            else:
                self.rnn = nn.RNN(s['n'], s['hidden'], nonlinearity='relu' if s['cell'] == 'rnn-relu' else 'tanh', **options)
        width = (s['proj'] or s['hidden']) * (2 if s['bi'] else 1)
        if s['initial']:
            rows = s['layers'] * (2 if s['bi'] else 1)
            self.h0 = nn.Parameter(torch.empty(rows, 1, s['hidden']))
            if s['cell'] == 'lstm':
                self.c0 = nn.Parameter(torch.empty(rows, 1, s['hidden']))
        if s['readout'].startswith('attention'):
            self.linear_first = nn.Linear(width, s['size'], bias=s['scores'])
            self.linear_second = nn.Linear(s['size'], s['hops'], bias=s['scores'])
            width *= 1 if s['readout'] == 'attention mean' else s['hops']
        self.out = nn.Linear(width, s['classes'], bias=s['bias'])

    def forward(self, x):
        s = self.s
        if s['norm']:
            x = self.bn(x.transpose(1, 2)).transpose(1, 2)
        states = None
        if s['initial']:
            own = [self.h0] + ([self.c0] if s['cell'] == 'lstm' else [])
            states = tuple(state.expand(-1, x.shape[0], -1).contiguous() for state in own)
            states = states if s['cell'] == 'lstm' else states[0]
        y, _ = self.rnn(x, states)
        if s['readout'] == 'last':
            v = y[:, -1]
        elif s['readout'] == 'final':
            half = y.shape[2] // 2
            v = torch.cat([y[:, -1, :half], y[:, 0, half:]], dim=1)
        elif s['readout'] == 'mean':
            v = y.mean(dim=1)
        elif s['readout'] == 'max':
            v = y.max(dim=1).values
        else:
            a = torch.softmax(self.linear_second(torch.tanh(self.linear_first(y))), dim=1).transpose(1, 2) @ y
            v = a.mean(dim=1) if s['readout'] == 'attention mean' else a.flatten(1)
        z = self.out(v)
        return torch.cat([-z, z], dim=1) if s['classes'] == 1 else z


def settings(random):
    """Settings that name one model; no two draws alike."""
    pick = lambda *values: values[random.integers(len(values))]
    feed = pick('none', 'none', 'matrix', 'mean', 'normalised')
    s = {'feed': feed, 'cell': pick('lstm', 'lstm', 'lstm', 'gru', 'rnn', 'rnn-relu'), 'layers': pick(1, 1, 2), 'bi': pick(False, True)}
    s.update({'n': int(random.integers(1, 9)), 'hidden': int(random.integers(2, 8)), 'hops': int(random.integers(2, 6)), 'size': int(random.integers(1, 7))})
    s.update({'bias': pick(True, True, False), 'proj': 0, 'initial': pick(False, False, True), 'old': False, 'raw': False})
    s.update({'classes': pick(1, 2, 3, 4), 'norm': pick('', '', '', 'plain', 'affine'), 'scores': pick(False, True)})
    if feed != 'none':
        s.update({'cell': 'lstm', 'layers': 1, 'bi': False, 'old': feed == 'normalised' or (feed == 'mean' and pick(True, False))})
        s['norm'] = '' if feed == 'normalised' else s['norm']
    readouts = ['last', 'mean', 'max', 'attention', 'attention mean'] + (['final'] if s['bi'] else [])
    s['readout'] = pick(*readouts)
    if feed == 'none' and s['cell'] == 'lstm' and s['hidden'] > 2 and s['readout'] != 'max' and not s['initial']:
        s['proj'] = pick(0, 1, 1) * int(random.integers(1, s['hidden']))
    s['raw'] = feed == 'none' and not s['proj'] and pick(False, False, False, True)
    return s


def told(s):
    """What names and shapes do not tell."""
    options = {}
    if s['cell'].startswith('rnn'):
        options['cell'] = s['cell']
    if s['readout'] in ('mean', 'max', 'final') or (s['readout'] == 'last' and s['bi']):
        options['readout'] = s['readout']
    if s['norm']:
        options['inputNorm'] = 'bn'
    return options


def main(folder, count, seed):
    os.makedirs(folder, exist_ok=True)
    random = np.random.default_rng(seed)
    listed = []
    for index in range(count):
        s = settings(random)
        model = Model(s).double().eval()
        for parameter in model.parameters():
            summed = min(parameter.shape) if parameter.dim() > 1 else 4
            values = random.uniform(-1.5, 1.5, tuple(parameter.shape)) / np.sqrt(max(summed, 1))
            parameter.data = torch.from_numpy(values.astype(np.float32).astype(np.float64))
        if s['norm']:
            model.bn.running_mean = torch.from_numpy(random.standard_normal(s['n']).astype(np.float32).astype(np.float64))
            model.bn.running_var = torch.from_numpy(random.uniform(0.2, 3, s['n']).astype(np.float32).astype(np.float64))
        batch, steps = 5, int(random.integers(1, 24))
        x = torch.from_numpy(random.standard_normal((batch, steps, s['n'])).astype(np.float32).astype(np.float64)).requires_grad_()
        logits = model(x)
        # One output: the logits are z and -z, each with its sigmoid.
        probabilities = torch.sigmoid(logits) if s['classes'] == 1 else torch.softmax(logits, dim=1)
        labels = torch.arange(batch) % logits.shape[1]
        expected = {'x': x, 'logits': logits, 'probabilities': probabilities}
        for name, values in (('logit', logits), ('probability', probabilities)):
            expected[f'map.{name}'] = torch.autograd.grad(values[torch.arange(batch), labels].sum(), x, retain_graph=True)[0]
        double = bool(random.integers(2))
        state = {}
        for key, value in model.state_dict().items():
            if s['raw'] and key == 'rnn.weight_hh_l0':
                # As weight drop leaves it: the raw weights, and what the last training step made of them.
                state['rnn.weight_hh_l0_raw'] = value.numpy()
                value = value * 0
            state[key] = value.numpy()
        kept = {k: v if double or v.dtype == np.int64 else v.astype(np.float32) for k, v in state.items()}
        write_safetensors(os.path.join(folder, f'{index}.safetensors'), kept)
        write_safetensors(os.path.join(folder, f'{index}.expected.safetensors'), {k: v.detach().numpy() for k, v in expected.items()})
        listed.append({'options': told(s), 'model': s})
    with open(os.path.join(folder, 'models.json'), 'w') as file:
        json.dump(listed, file, indent=1)


if __name__ == '__main__':
    main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 300, int(sys.argv[3]) if len(sys.argv) > 3 else 1)
