export { attentionBackward, attentionForward } from './attention';
export { attentionWeights } from './attentionWeights';
export {
  absInPlace,
  adamStep,
  fillRows,
  interpolateRows,
  logSoftmax,
  normaliseRows,
  normaliseRowsBackward,
  scale,
  sumOfSquares,
  sumRows,
  tanhBackward,
} from './elementwise';
export { gruBackward, gruForward } from './gru';
export { gatherHops, spreadHops } from './hops';
export { fromLanes, toLanes } from './layout';
export { lstmBackward, lstmForward } from './lstm';
export { arenaBase, matmul, products } from './matmul';
export { dropout, randomBits, randomNormal, randomUniform } from './random';
export {
  addInPlace,
  maxOverTime,
  maxOverTimeBackward,
  meanOverTime,
  meanOverTimeBackward,
  reverseTime,
  softmaxOverTime,
  softmaxOverTimeBackward,
} from './readout';
export { rnnBackward, rnnForward } from './rnn';
export { expInPlace, logInPlace, sigmoidInPlace, tanhInPlace } from './transcendental';
