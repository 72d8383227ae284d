export { arenaBase, attentionBackward, attentionForward, attentionWeights, gatherHops, spreadHops } from './attention';
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
export { matmul } from './matmul';
export { dropout, randomBits, randomNormal, randomUniform } from './random';
export { expArray, logArray, sigmoidArray, tanhArray } from './transcendental';
