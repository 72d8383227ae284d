"""PyTorch on the benchmark's work: one JSON request a line on stdin, one JSON answer a line on stdout.

    {"work": "versions", "threads": 1}
    {"work": "trainStep", "model": "lstm", "batch": 50, "time": 100, "features": 100, "hidden": 5, "hops": 20,
     "attentionSize": 50, "threads": 1, "repeats": 9}
    {"work": "maps", "model": "mean-vectorised", "samples": 300, "repeats": 5, "oneByOne": false}
    {"work": "integratedGradients", "model": "lstm", "samples": 60, "steps": 50, "repeats": 1}

trainStep: dropout on input and last hidden state, forward, cross-entropy, backward to the parameters, Adam.
maps: |dP(true class)/dx| of all samples, in one batch or, as in the paper's code, one by one; no parameter gradients.
integratedGradients: the same gradient (signed) at the midpoints of "steps" pieces of the way from zero to each sample, its mean times
the sample; all points of a few samples make a batch, of the size that is fastest.
Every field but "work" and "model" has a default (DEFAULTS). An answer has "milliseconds", one for each repeat after one
warm-up, and "note"; a request that fails is answered by {"error": ...}.

    lstm               nn.LSTM
    mean-vectorised    input-cell attention, mean feed, the fastest formulation found with PyTorch's own operations
    mean-triangular    the same as it is written down: the lower-triangular matrix of exp(s_i) / D_t times X
    matrix-vectorised  the same for the matrix feed
    mean-prefix        as in the authors' code: every prefix's attention anew at every step, the cell a Python loop
    matrix-prefix      the same for the matrix feed

What PyTorch reaches hangs on its BLAS: Debian's package runs on the reference BLAS (5 GFLOP/s on a core) unless an
optimised one such as libopenblas0 is installed, or found first by LD_LIBRARY_PATH. "versions" tells which is in use.
With --flush-subnormals subnormal numbers are taken for zero, which is not PyTorch's default: the gradients of early
steps are full of them, and a step of a large nn.LSTM takes six times longer with them. Two more settings make PyTorch
faster and are always set. The threads of OpenMP sleep where they wait, because spinning they keep OpenBLAS's threads
from the cores (OMP_WAIT_POLICY says otherwise). OpenBLAS starts with one thread, so that those which are added later
take over the first setting.

    python3 bench/peers/pytorch.py --self-check    # vectorised and prefix forms agree in logits, gradients and maps
"""

import ctypes
import json
import os
import platform
import sys
import time

os.environ.setdefault('OMP_WAIT_POLICY', 'PASSIVE')
os.environ['OPENBLAS_NUM_THREADS'] = '1'

import torch
from torch import nn
from torch.nn import functional

torch.set_flush_denormal('--flush-subnormals' in sys.argv[1:])

DEFAULTS = {
    'model': 'lstm',
    'batch': 50,
    'samples': 300,
    'time': 100,
    'features': 100,
    'hidden': 5,
    'hops': 20,
    'attentionSize': 50,
    'steps': 50,
    'classes': 2,
    'threads': 1,
    'repeats': 9,
    'dtype': 'float32',
    'oneByOne': False,
}
DROPOUT = 0.1


# --- models: forward gives logits [B, C] for x [B, T, N] --------------------------------------------------------------


class Classifier(nn.Module):
    """Dropout, an encoder that gives the last hidden state [B, H], dropout, dense."""

    def __init__(self, request):
        super().__init__()
        self.fc = nn.Linear(request['hidden'], request['classes'])

    def forward(self, x):
        x = functional.dropout(x, DROPOUT, self.training)
        return self.fc(functional.dropout(self.last_hidden(x), DROPOUT, self.training))


class Lstm(Classifier):
    def __init__(self, request):
        super().__init__(request)
        self.rnn = nn.LSTM(request['features'], request['hidden'], batch_first=True)

    def last_hidden(self, x):
        return self.rnn(x)[0][:, -1]


class InputCellAttention(Classifier):
    """Parameters as in the authors' checkpoints, LSTM cell; `mean` tells the feed."""

    mean = True

    def __init__(self, request):
        super().__init__(request)
        n, h, r = request['features'], request['hidden'], request['hops']
        self.hops = r
        self.weight_iBarh = nn.Parameter(torch.empty(n if self.mean else r * n, 4 * h).uniform_(-0.1, 0.1))
        self.weight_hh = nn.Parameter(torch.empty(h, 4 * h).uniform_(-0.4, 0.4))
        self.bias = nn.Parameter(torch.empty(4 * h).uniform_(-0.4, 0.4))
        self.linear_first = nn.Linear(n, request['attentionSize'])
        self.linear_second = nn.Linear(request['attentionSize'], r)

    def scores(self, x):
        """s [B, T, r]."""
        return self.linear_second(torch.tanh(self.linear_first(x)))

    def exponentials(self, x):
        """E = exp(s) and 1 / D, both [B, T, r]. One maximum a series: enough here, though not for extreme scores."""
        scores = self.scores(x)
        e = torch.exp(scores - scores.amax(dim=1, keepdim=True).detach())
        return e, 1 / e.cumsum(1)

    def fused_lstm(self, fed, weight_ih):
        """nn.LSTM's own kernel over fed [B, T, D] with weight_ih [4H, D]; the last hidden state."""
        zeros = fed.new_zeros(1, fed.shape[0], self.weight_hh.shape[0])
        weights = [weight_ih, self.weight_hh.t().contiguous(), self.bias, torch.zeros_like(self.bias)]
        return torch.lstm(fed, (zeros, zeros), weights, True, 1, 0.0, self.training, False, True)[0][:, -1]

    def fused_recurrence(self, gates):
        """The same where the input's share of the gates is known, [B, T, 4H]: the input weight is the identity."""
        return self.fused_lstm(gates, torch.eye(gates.shape[-1], dtype=gates.dtype))


class MeanTriangular(InputCellAttention):
    """A[t, i] = mean_k E[i, k] / D[t, k] for i <= t, times x."""

    def attention(self, x):
        steps = x.shape[1]
        e, inverse = self.exponentials(x)
        lower = torch.ones(steps, steps, dtype=x.dtype).tril() / self.hops
        return (inverse @ e.transpose(1, 2)).mul(lower)

    def last_hidden(self, x):
        return self.fused_lstm(self.attention(x) @ x, self.weight_iBarh.t().contiguous())


class MeanVectorised(MeanTriangular):
    """The same, times x W where that is narrower than x."""

    def last_hidden(self, x):
        if self.weight_iBarh.shape[1] >= x.shape[2]:
            return super().last_hidden(x)
        return self.fused_recurrence(self.attention(x) @ (x @ self.weight_iBarh))


class MatrixVectorised(InputCellAttention):
    """Running sums of E_k (x W_k), divided by D_k and summed over hops.

    The time axis is cut into chunks: across them sums are carried, within them the attention is a small matrix, so that
    most of the work is batched matrix products. A plain cumsum over all steps is equally fast at best, and less steady.
    """

    mean = False
    CHUNK = 10

    def last_hidden(self, x):
        batch, steps, n = x.shape
        r, gates = self.hops, self.weight_iBarh.shape[1]
        e, inverse = self.exponentials(x)
        if gates >= n:
            m = (e[..., None] * x[:, :, None]).cumsum(1) * inverse[..., None]
            return self.fused_lstm(m.flatten(2), self.weight_iBarh.t().contiguous())
        width = max(size for size in range(1, self.CHUNK + 1) if steps % size == 0)
        chunks = batch * (steps // width)
        weight = self.weight_iBarh.view(r, n, gates).transpose(0, 1).reshape(n, r * gates)
        z = (x @ weight).view(batch, steps // width, width, r, gates) * e.view(batch, -1, width, r, 1)
        totals = z.sum(2)
        carried = (totals.cumsum(1) - totals).view(chunks, r, gates)
        inverse = inverse.view(chunks, width, r)
        lower = torch.ones(width, width, dtype=x.dtype).tril()[:, :, None]
        within = (inverse[:, :, None, :] * lower).view(chunks, width, width * r)
        fed = torch.baddbmm(inverse @ carried, within, z.view(chunks, width * r, gates))
        return self.fused_recurrence(fed.view(batch, steps, gates))


class MeanPrefix(InputCellAttention):
    """The definition, as the authors wrote it: at each step the attention over all steps so far, from the start."""

    def feed(self, prefix):
        attention = torch.softmax(self.scores(prefix), dim=1)
        m = attention.transpose(1, 2) @ prefix
        return m.mean(dim=1) if self.mean else m.flatten(1)

    def last_hidden(self, x):
        h = c = x.new_zeros(x.shape[0], self.weight_hh.shape[0])
        for t in range(x.shape[1]):
            gates = self.feed(x[:, : t + 1]) @ self.weight_iBarh + h @ self.weight_hh + self.bias
            i, f, g, o = gates.chunk(4, dim=1)
            c = torch.sigmoid(f) * c + torch.sigmoid(i) * torch.tanh(g)
            h = torch.sigmoid(o) * torch.tanh(c)
        return h


class MatrixPrefix(MeanPrefix):
    mean = False


MODELS = {
    'lstm': Lstm,
    'mean-vectorised': MeanVectorised,
    'mean-triangular': MeanTriangular,
    'matrix-vectorised': MatrixVectorised,
    'mean-prefix': MeanPrefix,
    'matrix-prefix': MatrixPrefix,
}


# --- works ------------------------------------------------------------------------------------------------------------


def model_of(request):
    torch.manual_seed(1)
    return MODELS[request['model']](request).to(getattr(torch, request['dtype']))


def batch_of(request, size):
    """Standard normal series [size, T, N] and labels [size]."""
    torch.manual_seed(2)
    x = torch.randn(size, request['time'], request['features'], dtype=getattr(torch, request['dtype']))
    return x, torch.arange(size) % request['classes']


def timed(repeats, run):
    """Milliseconds of each repeat, after one warm-up."""
    run()
    milliseconds = []
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        milliseconds.append((time.perf_counter() - start) * 1e3)
    return milliseconds


def train_step(request):
    model = model_of(request).train()
    x, labels = batch_of(request, request['batch'])
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)

    def run():
        optimizer.zero_grad(set_to_none=True)
        functional.cross_entropy(model(x), labels).backward()
        optimizer.step()

    return timed(request['repeats'], run)


def input_gradients(model, x, labels):
    """dP(true class)/dx, signed."""
    x = x.detach().requires_grad_()
    probabilities = torch.softmax(model(x), dim=1).gather(1, labels[:, None])
    return torch.autograd.grad(probabilities.sum(), x)[0]


def maps(request):
    model = model_of(request).eval().requires_grad_(False)
    x, labels = batch_of(request, request['samples'])

    def run():
        size = 1 if request['oneByOne'] else len(x)
        for start in range(0, len(x), size):
            input_gradients(model, x[start : start + size], labels[start : start + size]).abs()

    return timed(request['repeats'], run)


SAMPLES_AT_ONCE = (1, 2, 5, 20)
fastest = {}


def integrated_gradients(request):
    model = model_of(request).eval().requires_grad_(False)
    x, labels = batch_of(request, request['samples'])
    steps = request['steps']
    fractions = ((torch.arange(steps, dtype=x.dtype) + 0.5) / steps)[:, None, None, None]

    def attribute(count, size):
        for start in range(0, count, size):
            part = x[start : start + size]
            points = (fractions * part).flatten(0, 1)
            gradients = input_gradients(model, points, labels[start : start + size].repeat(steps))
            gradients.view(steps, *part.shape).mean(0).mul_(part)

    key = (request['model'], request['threads'])
    if key not in fastest:
        count = min(len(x), max(SAMPLES_AT_ONCE))
        fastest[key] = min(SAMPLES_AT_ONCE, key=lambda size: timed(1, lambda: attribute(count, size)))
    size = fastest[key]
    return timed(request['repeats'], lambda: attribute(len(x), size))


WORKS = {'trainStep': train_step, 'maps': maps, 'integratedGradients': integrated_gradients}


# --- the machine ------------------------------------------------------------------------------------------------------


def blas_libraries():
    """Paths of the BLAS libraries in this process, as far as the system tells (Linux)."""
    try:
        with open('/proc/self/maps') as mapped:
            paths = {line.split()[-1] for line in mapped if '.so' in line}
    except OSError:
        return []
    return sorted(path for path in paths if any(word in os.path.basename(path) for word in ('blas', 'mkl', 'blis')))


def blas_note():
    names = ' '.join(os.path.basename(path) for path in blas_libraries())
    optimised = torch.backends.mkl.is_available() or any(word in names for word in ('openblas', 'mkl', 'blis'))
    if optimised or not names:
        return ''
    return 'reference BLAS: several times slower than PyTorch can be; install libopenblas0 for a fair comparison'


def set_threads(threads):
    torch.set_num_threads(threads)
    # OpenBLAS has threads of its own, which PyTorch does not know of.
    for path in blas_libraries():
        set_openblas = getattr(ctypes.CDLL(path), 'openblas_set_num_threads', None)
        if set_openblas:
            set_openblas(threads)


def cpu_name():
    try:
        with open('/proc/cpuinfo') as info:
            return next(line.split(':', 1)[1].strip() for line in info if line.startswith('model name'))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def versions():
    a = torch.randn(1024, 1024)
    milliseconds = min(timed(3, lambda: a @ a))
    return {
        'python': platform.python_version(),
        'torch': torch.__version__,
        'blas': 'MKL' if torch.backends.mkl.is_available() else [os.path.basename(path) for path in blas_libraries()],
        'matrixProductGflops': round(2 * 1024**3 / milliseconds / 1e6, 1),
        'cpu': cpu_name(),
        'cores': os.cpu_count(),
        'threads': torch.get_num_threads(),
        'note': blas_note(),
    }


def answer(request):
    request = {**DEFAULTS, **request}
    unknown = set(request) - set(DEFAULTS) - {'work'}
    if unknown:
        raise ValueError(f'unknown fields: {", ".join(sorted(unknown))}')
    set_threads(request['threads'])
    work = request.get('work')
    if work == 'versions':
        return versions()
    if work not in WORKS or request['model'] not in MODELS:
        raise ValueError(f'work is one of versions, {", ".join(WORKS)}; model one of {", ".join(MODELS)}')
    return {'milliseconds': WORKS[work](request), 'note': blas_note()}


def self_check():
    """Compares each vectorised form with its prefix form on the same parameters; exits with 1 where they differ."""
    shapes = [
        {'batch': 4, 'time': 12, 'features': 30, 'hidden': 5, 'hops': 3, 'attentionSize': 6},
        {'batch': 3, 'time': 7, 'features': 4, 'hidden': 8, 'hops': 2, 'attentionSize': 5},
        {'batch': 1, 'time': 1, 'features': 9, 'hidden': 2, 'hops': 1, 'attentionSize': 1},
        {'batch': 2, 'time': 100, 'features': 100, 'hidden': 5, 'hops': 20, 'attentionSize': 50},
    ]
    worst = {}
    for feed, vectorised in (('mean', 'vectorised'), ('mean', 'triangular'), ('matrix', 'vectorised')):
        for dtype, shape in ((dtype, shape) for dtype in ('float64', 'float32') for shape in shapes):
            results = []
            for form in ('prefix', vectorised):
                request = {**DEFAULTS, **shape, 'dtype': dtype, 'model': f'{feed}-{form}'}
                model = model_of(request).eval()
                x, labels = batch_of(request, request['batch'])
                logits = model(x)
                gradients = torch.autograd.grad(functional.cross_entropy(logits, labels), list(model.parameters()))
                results.append([logits.detach(), input_gradients(model, x, labels), *gradients])
            scale = max(float(expected.abs().max()) for expected in results[0][2:])
            for index, (expected, actual) in enumerate(zip(*results)):
                most = scale if index >= 2 else float(expected.abs().max())
                error = float((expected - actual).abs().max()) / most
                key = (f'{feed}-{vectorised}', f'{feed}-prefix', dtype)
                worst[key] = max(error, worst.get(key, 0))
    for (form, prefix, dtype), error in worst.items():
        print(f'{form} against {prefix}, {dtype}: largest relative difference {error:.1e}')
    sys.exit(any(not error < {'float64': 1e-11, 'float32': 1e-4}[key[-1]] for key, error in worst.items()))


def main():
    if '--self-check' in sys.argv[1:]:
        self_check()
    for line in sys.stdin:
        if not line.strip():
            continue
        try:
            result = answer(json.loads(line))
        except Exception as error:  # one bad request must not end the session
            result = {'error': f'{type(error).__name__}: {error}'}
        print(json.dumps(result), flush=True)


if __name__ == '__main__':
    main()
