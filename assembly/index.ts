export { attentionBackward, attentionForward, attentionWeights } from './attention';
export {
  adamStep,
  expInPlace,
  fillRows,
  logSoftmax,
  scale,
  sumOfSquares,
  sumRows,
  tanhBackward,
  tanhInPlace,
} from './elementwise';
export { fromLanes, toLanes } from './layout';
export { lstmBackward, lstmForward } from './lstm';
export { arenaBase, matmul } from './matmul';
export { dropout, randomBits, randomNormal, randomUniform } from './random';
export { expArray, logArray, sigmoidArray, tanhArray } from './transcendental';
